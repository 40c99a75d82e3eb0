/** Pages of figures for {@code docs/benchmarks}, made from a report. */
@NullMarked
package io.headrace.bench.page;

import org.jspecify.annotations.NullMarked;
