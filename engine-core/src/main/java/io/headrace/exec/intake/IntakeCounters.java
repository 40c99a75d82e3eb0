package io.headrace.exec.intake;

import io.headrace.exec.counters.Counter;

/**
 * What the intake counts; see {@link io.headrace.exec.counters.CounterId}.
 *
 * <p><b>Threading:</b> written by the intake.
 *
 * @param blocksLogged blocks that were taken in
 * @param logFull appends that the log had no room for
 */
public record IntakeCounters(
        Counter blocksLogged,
        Counter logFull,
        Counter batchesCut,
        Counter ticksSkipped,
        Counter lastBatchTime,
        Counter batchesWaiting,
        Counter ticksIdle) {
    /** Counters that nobody reads from outside. */
    public static IntakeCounters detached() {
        return new IntakeCounters(
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached());
    }
}
