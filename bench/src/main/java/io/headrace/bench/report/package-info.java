/** What a benchmark run says: results, ratios, the machine they were measured on. */
@NullMarked
package io.headrace.bench.report;

import org.jspecify.annotations.NullMarked;
