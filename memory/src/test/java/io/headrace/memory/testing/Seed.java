package io.headrace.memory.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random numbers whose seed is printed, so that a failure can be run again: {@code -Dheadrace.test.seed=N}.
 */
public final class Seed {
    private Seed() {}

    /** A generator for the test of that name. */
    public static RandomGenerator random(String test) {
        long seed = Long.getLong("headrace.test.seed", System.nanoTime());
        System.out.println(test + ": -Dheadrace.test.seed=" + seed);
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
