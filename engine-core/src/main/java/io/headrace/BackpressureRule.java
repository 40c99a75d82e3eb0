package io.headrace;

/**
 * How the rates of inputs follow what batches take.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum BackpressureRule {
    /** Spark's rule: so many records come in as batches of one interval can process. */
    PID,
    /** So many records come in that 99 of 100 batches are done within a goal. */
    LATENCY
}
