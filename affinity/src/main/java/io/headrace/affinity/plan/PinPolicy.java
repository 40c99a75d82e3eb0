package io.headrace.affinity.plan;

/**
 * What is to happen with a thread that the plan gives a CPU.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum PinPolicy {
    /** Every receiver and every worker is pinned to a CPU of its own, or the start fails. */
    REQUIRED,
    /** What can be pinned is pinned; what cannot runs anyway, with a warning. */
    PREFERRED,
    /** Nothing is pinned. */
    OFF
}
