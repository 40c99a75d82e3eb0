/** Counts by key that go on for ever: the engine and loops by hand as contenders. */
@NullMarked
package io.headrace.bench.state;

import org.jspecify.annotations.NullMarked;
