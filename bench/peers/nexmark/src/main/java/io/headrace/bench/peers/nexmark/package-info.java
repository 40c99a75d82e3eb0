/** Nexmark's events from Beam's generator, and what Beam's models say of them. */
@NullMarked
package io.headrace.bench.peers.nexmark;

import org.jspecify.annotations.NullMarked;
