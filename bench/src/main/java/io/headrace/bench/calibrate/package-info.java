/** Short measurements of what the engine's steps cost on this machine, for the core-sizing tool. */
@NullMarked
package io.headrace.bench.calibrate;

import org.jspecify.annotations.NullMarked;
