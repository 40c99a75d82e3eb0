package io.headrace.exec.fold;

/**
 * Takes the numbers of keys that are longs, and reduces those of one key.
 *
 * <p><b>Threading:</b> one thread at a time; the hand-over is the caller's.
 */
@FunctionalInterface
public interface LongIntake {
    /**
     * A row brings this number to this key.
     *
     * @throws IllegalStateException there is no memory for it
     */
    void put(long key, long bits);
}
