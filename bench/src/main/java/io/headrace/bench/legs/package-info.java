/** Legs that show one thing each: a hop between threads, long chains, ways in, sizes of blocks and batches, workers, empty batches. */
@NullMarked
package io.headrace.bench.legs;

import org.jspecify.annotations.NullMarked;
