package io.headrace.exec.checkpoint;

import java.util.concurrent.TimeUnit;

/**
 * What applying changes costs at a restart, as far as it can be known before: by what folding them costs here, which is the same work for
 * each entry. A restart begins cold, so it is taken to cost twice that. A thread that had to wait for a CPU measures too much; so less is
 * believed at once, and more by and by.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class ApplyCost {
    private static final long GUESSED_NANOS_PER_ENTRY = 500;
    private static final long GUESSED_NANOS_PER_BYTE = 1;
    private static final double COLD = 2;

    /** What takes less is not measured by itself. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final double SLOWLY = 8;
    private static final double MOST_AT_ONCE = 4;

    private double factor = 1; // of the guess
    private long guess;
    private long unmeasuredGuess;
    private long unmeasuredNanos;

    /** Another entry would have to be applied. */
    void add(int length) {
        guess += GUESSED_NANOS_PER_ENTRY + length * GUESSED_NANOS_PER_BYTE;
    }

    /** Nothing would have to be applied any more. */
    void clear() {
        guess = 0;
        unmeasuredGuess = 0;
        unmeasuredNanos = 0;
    }

    /** Folding what was added since the last call took so long. */
    void measured(long nanos) {
        unmeasuredNanos += nanos;
        if (unmeasuredNanos < LEAST_NANOS) return;
        long ofGuess = guess - unmeasuredGuess;
        if (ofGuess > 0) learn(COLD * unmeasuredNanos / ofGuess);
        unmeasuredGuess = guess;
        unmeasuredNanos = 0;
    }

    private void learn(double measured) {
        if (measured <= factor) factor = (factor + measured) / 2;
        else factor += (Math.min(measured, factor * MOST_AT_ONCE) - factor) / SLOWLY;
    }

    /** For all that was added. */
    long nanos() {
        return (long) (guess * factor);
    }
}
