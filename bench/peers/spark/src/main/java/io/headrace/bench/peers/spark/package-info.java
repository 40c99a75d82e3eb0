/** Contenders on Spark. */
@NullMarked
package io.headrace.bench.peers.spark;

import org.jspecify.annotations.NullMarked;
