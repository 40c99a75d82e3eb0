/** A join of two streams in windows: the engine and a loop by hand as contenders. */
@NullMarked
package io.headrace.bench.joins;

import org.jspecify.annotations.NullMarked;
