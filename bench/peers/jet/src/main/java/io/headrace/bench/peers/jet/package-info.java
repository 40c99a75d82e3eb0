/** Contenders on Hazelcast Jet. */
@NullMarked
package io.headrace.bench.peers.jet;

import org.jspecify.annotations.NullMarked;
