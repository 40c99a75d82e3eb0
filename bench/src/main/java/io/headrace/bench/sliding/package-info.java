/** A long window that slides each millisecond: the engine and loops by hand as contenders. */
@NullMarked
package io.headrace.bench.sliding;

import org.jspecify.annotations.NullMarked;
