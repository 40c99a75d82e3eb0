package io.headrace.affinity.plan;

/**
 * How what the machine has compares with what is wanted: receivers, workers, one CPU for log and scheduler, one for JIT, garbage
 * collection and the system. From the best to the worst.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Supply {
    /** A physical core for each: hot roles spin. */
    AMPLE,
    /** A CPU for each, but some are threads of the same core, which spinning would slow down: nothing spins. */
    SIBLINGS,
    /** Fewer CPUs than roles: roles share CPUs and park. */
    SCARCE,
    /** CPU time itself is rationed: what spins is stopped when the work comes. Everything blocks. */
    QUOTA
}
