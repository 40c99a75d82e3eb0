/** Contenders on Flink. */
@NullMarked
package io.headrace.bench.peers.flink;

import org.jspecify.annotations.NullMarked;
