package io.headrace.bench.calibrate;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * Times a piece of work over rounds and gives the lower quartile of them: what the step costs when nothing disturbs it, without
 * resting on a single lucky round.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Rounds {
    private static final int ROUNDS = 12;
    private static final int WARM_UP_PARTS = 3;

    /** Keeps results alive, so that the compiler cannot drop the work. */
    @SuppressWarnings("unused")
    private static volatile long sink;

    private final long roundNanos;

    /** @param totalNanos for the warm-up and all rounds together */
    Rounds(long totalNanos) {
        roundNanos = totalNanos / (ROUNDS + ROUNDS / WARM_UP_PARTS);
    }

    /**
     * Nanoseconds of one operation.
     *
     * @param work does that many operations, or some more, and gives a result that depends on all of them; the time is divided
     *     by the number asked for, so "some more" must be few
     */
    double nanosPerOperation(LongUnaryOperator work) {
        long operations = warmUp(work);
        double[] rounds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            sink = work.applyAsLong(operations);
            rounds[round] = (System.nanoTime() - begin) / (double) operations;
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 4];
    }

    /** Turns 32 random bits into a number below the bound. */
    static long below(long bound, long bits) {
        return (bits * bound) >>> 32;
    }

    /** Runs until the compiler had its time, and finds how many operations fill a round. */
    private long warmUp(LongUnaryOperator work) {
        long end = System.nanoTime() + roundNanos * ROUNDS / WARM_UP_PARTS;
        long operations = 1;
        while (true) {
            long begin = System.nanoTime();
            sink = work.applyAsLong(operations);
            long now = System.nanoTime();
            long spent = Math.max(1, now - begin);
            double wanted = (double) operations * roundNanos / spent;
            if (now >= end) return Math.max(1, (long) wanted);
            operations = Math.max(1, (long) Math.min(wanted, operations * 8.0));
        }
    }
}
