package io.headrace.exec;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.Role;

/**
 * Where the two threads sit that each tick concerns.
 *
 * @param intake the CPU of the log, where there is one
 * @param jobs those of the only worker, if there is only one
 */
record Seats(Assignment intake, Assignment jobs) {
    static Seats of(CorePlan plan, boolean hasLog) {
        return new Seats(
                plan.of(hasLog ? Role.LOG : Role.SCHEDULER), plan.of(plan.workers() == 1 ? Role.WORKER : Role.JOB));
    }

    /** Whether both sleep when there is nothing to do. */
    boolean areSleeping() {
        return !intake.waitPolicy().burnsCpu() && !jobs.waitPolicy().burnsCpu();
    }
}
