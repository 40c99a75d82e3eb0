package io.headrace.exec.work;

import io.headrace.BatchProfile;
import java.util.Arrays;

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

    /** How many sets of tasks of a stage are told apart; those behind them count as one. */
    private static final int SETS_OF_STAGE = 4;

    private final BatchProfile profile;
    private final int[] setsBegun; // of the batch, by stage, those outside of one first
    private int current = NONE;
    private long since;
    private long records;

    public StageTimes(BatchProfile profile) {
        this.profile = profile;
        setsBegun = new int[profile.stages() + 1];
    }

    public BatchProfile profile() {
        return profile;
    }

    /** A batch of so many records begins. */
    public void begin(long batchRecords) {
        profile.clear();
        Arrays.fill(setsBegun, 0);
        current = NONE;
        records = batchRecords;
    }

    /** How many sets of tasks are told apart. */
    int sets() {
        return setsBegun.length * SETS_OF_STAGE;
    }

    /** Which set of tasks of the batch begins now: batch after batch, the same numbers stand for the same work. */
    int nextSet() {
        int stage = current - NONE;
        int nth = setsBegun[stage];
        if (nth < SETS_OF_STAGE - 1) setsBegun[stage] = nth + 1;
        return stage * SETS_OF_STAGE + nth;
    }

    /** How many records the batch has. */
    long records() {
        return records;
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
