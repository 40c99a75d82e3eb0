package io.headrace.exec.role;

/**
 * One role's work, in small steps. Several agents may share a thread, so a step never waits.
 *
 * <p><b>Threading:</b> all methods are called by the thread that runs the agent.
 */
public interface Agent {
    /** {@code receiver 0}, {@code log}: for messages and thread names. */
    String roleName();

    /** Before the first step, on the thread. */
    default void onStart() throws Exception {}

    /**
     * Does what there is to do, and returns.
     *
     * @return how much was done; 0 lets the thread wait
     */
    int doWork() throws Exception;

    /** How long the thread may wait at most when there was nothing to do: until the next deadline. */
    default long maxIdleNanos() {
        return Long.MAX_VALUE;
    }

    /** After the last step, on the thread, also when a step has failed. */
    default void onClose() throws Exception {}
}
