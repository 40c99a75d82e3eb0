/** Latency from the intended send time to the sink: the engine, and the machine itself. */
@NullMarked
package io.headrace.bench.latency;

import org.jspecify.annotations.NullMarked;
