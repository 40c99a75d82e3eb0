/** Loads that come on a schedule, whether the contender keeps up or not, and their latencies; needs the JDK and HdrHistogram only. */
@NullMarked
package io.headrace.bench.openloop;

import org.jspecify.annotations.NullMarked;
