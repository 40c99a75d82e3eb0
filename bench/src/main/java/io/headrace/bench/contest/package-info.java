/** Contests: scenarios in which the engine, loops by hand and other engines do the same work on the same input, side by side. */
@NullMarked
package io.headrace.bench.contest;

import org.jspecify.annotations.NullMarked;
