package io.headrace.affinity.wait;

/**
 * What a thread does between two looks for work. It never allocates.
 *
 * <pre>{@code
 * while (running) idle.idle(doWork());
 * }</pre>
 *
 * A sleep ends early when its thread is interrupted; a loop that ignores the interrupt then no longer sleeps.
 *
 * <p><b>Threading:</b> one thread waits; any thread may {@link #wake()} it.
 */
public interface IdleStrategy {
    /** Waits a little if there was no work; with work it starts over with the shortest wait. */
    default void idle(int workCount) {
        idle(workCount, Long.MAX_VALUE);
    }

    /** As {@link #idle(int)}, but a sleep lasts no longer than this: for a thread with a deadline ahead. */
    void idle(int workCount, long maxNanos);

    /** Starts over with the shortest wait. */
    void reset();

    /**
     * Ends the wait. To be called after the work was made visible; then the waiting thread finds it, however the two race. Cheap
     * where nobody sleeps.
     */
    void wake();

    /** Which policy this follows. */
    WaitPolicy policy();
}
