package io.headrace.bench.contest;

/**
 * A small loop that is the same before and behind each block: when it takes another time, the machine has changed meanwhile. Half of it is
 * arithmetic, half is reading memory that no cache holds.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Canary {
    private static final int WORDS = 1 << 23; // 64 MiB
    private static final int MIXES = 1 << 22;
    private static final int TRIES = 7;

    private final long[] memory = new long[WORDS];
    private long sink;

    Canary() {
        for (int i = 0; i < WORDS; i++) memory[i] = i * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < TRIES; i++) once();
    }

    /** How long it takes, in nanoseconds: the least of some tries, for a single interruption is no change of the machine. */
    long sing() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            once();
            least = Math.min(least, System.nanoTime() - start);
        }
        return least;
    }

    private void once() {
        long mixed = sink | 1;
        for (int i = 0; i < MIXES; i++) {
            mixed ^= mixed << 13;
            mixed ^= mixed >>> 7;
            mixed ^= mixed << 17;
        }
        long sum = mixed;
        for (int i = 0; i < WORDS; i += 8) sum += memory[i];
        sink = sum;
    }
}
