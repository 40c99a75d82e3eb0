package io.headrace.exec.files;

import io.headrace.exec.intake.AskedFeed.Answer;
import java.util.Map;

/**
 * The questions that the intake asks, tick by tick, and the answers of who looks for files.
 *
 * <p><b>Threading:</b> {@link #ask}, {@link #answer} and {@link #metadata} by the intake; the rest by the reader's thread. Blocks that were
 * published before {@link #answered}, and what it was given, are visible to who saw the answer.
 */
public final class FileTicks {
    private static final long NOTHING = Long.MIN_VALUE;

    private final Runnable wakeReader;
    private final Runnable wakeIntake;
    private Map<String, Object> metadata = Map.of(); // published by the next
    private volatile long asked = NOTHING;
    private volatile boolean isClosed;

    public FileTicks(Runnable wakeReader, Runnable wakeIntake) {
        this.wakeReader = wakeReader;
        this.wakeIntake = wakeIntake;
    }

    public void ask(long timeMillis) {
        asked = timeMillis;
        wakeReader.run();
    }

    public Answer answer() {
        boolean wasClosed = isClosed; // before the other look: the last answer counts
        if (asked == NOTHING) return Answer.COMPLETE;
        return wasClosed ? Answer.ABANDONED : Answer.PENDING;
    }

    /** What the last answer said of its files. */
    public Map<String, Object> metadata() {
        return metadata;
    }

    boolean isAsked() {
        return asked != NOTHING;
    }

    /** The time that the open question is about. */
    long time() {
        return asked;
    }

    /** All of its files are in blocks that are published. */
    void answered(Map<String, Object> ofFiles) {
        metadata = ofFiles;
        asked = NOTHING;
        wakeIntake.run();
    }

    /** Nobody answers any more. */
    void close() {
        isClosed = true;
        wakeIntake.run();
    }
}
