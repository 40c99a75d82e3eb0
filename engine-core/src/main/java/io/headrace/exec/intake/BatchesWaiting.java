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
     * @param longestNanos how long the oldest batch has waited that nobody has begun, or a tick that there is no room to cut; 0 without any
     * @return after how long it wants to be told again, if nothing happens until then
     */
    long waits(long nowNanos, long longestNanos);
}
