package io.headrace.exec.intake;

/**
 * Is told how long batches wait for the jobs.
 *
 * <p><b>Threading:</b> the intake; makes no garbage.
 */
@FunctionalInterface
public interface BatchesWaiting {
    /**
     * How it is now.
     *
     * @param batches that nobody has begun
     * @param oldestNanos how long the oldest of them has waited; 0 without any
     * @return after how long it wants to be told again, if nothing happens until then
     */
    long waits(long nowNanos, int batches, long oldestNanos);
}
