package io.headrace.affinity.plan;

import io.headrace.affinity.wait.WaitPolicy;

/**
 * What the plan has for one role.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param index which receiver or worker; 0 of a role of which there is one
 * @param cpu the CPU that belongs to this role alone, or {@link #NO_CPU}: then it runs where the system puts it
 * @param waitPolicy how its thread waits for work
 * @param thread roles with the same number run on one thread
 */
public record Assignment(Role role, int index, int cpu, WaitPolicy waitPolicy, int thread) {
    public static final int NO_CPU = -1;

    public boolean hasCpu() {
        return cpu != NO_CPU;
    }

    /** {@code receiver 0}, {@code log}. */
    public String name() {
        return role.isNumbered() ? role.word() + " " + index : role.word();
    }
}
