package io.headrace.exec.work;

import io.headrace.BatchProfile;

/**
 * Measures where the time of a batch goes. A stage may enter another one: that one's time is then not its own.
 *
 * <pre>
 *   enter(a) ── a ──▶ enter(b) ── b ──▶ leave ── a ──▶ leave
 * </pre>
 *
 * <p><b>Threading:</b> the thread that evaluates the batch, one at a time. Allocates nothing.
 */
public final class StageTimes {
    /** No stage. */
    public static final int NONE = -1;

    private final BatchProfile profile;
    private int current = NONE;
    private long since;

    public StageTimes(BatchProfile profile) {
        this.profile = profile;
    }

    public BatchProfile profile() {
        return profile;
    }

    /** A batch begins. */
    public void begin() {
        profile.clear();
        current = NONE;
    }

    /**
     * A stage begins.
     *
     * @return what is to be given to {@link #leave}
     */
    public int enter(int stage) {
        int before = current;
        goOn(stage);
        return before;
    }

    /** The stage ends, and the one before goes on. */
    public void leave(int before) {
        goOn(before);
    }

    private void goOn(int stage) {
        long now = System.nanoTime();
        if (current != NONE) profile.addStage(current, now - since);
        current = stage;
        since = now;
    }

    /** A worker was busy for the current stage. */
    void worked(int worker, long nanos, long tasks, long records) {
        if (current != NONE) profile.addWork(current, worker, nanos, tasks, records);
    }
}
