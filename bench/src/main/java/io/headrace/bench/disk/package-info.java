/** Files that benchmarks write, and what is done beside them. */
@NullMarked
package io.headrace.bench.disk;

import org.jspecify.annotations.NullMarked;
