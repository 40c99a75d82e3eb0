package io.headrace.wal;

import io.headrace.wal.format.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * All places at which a test lets the process die, or the disk fail: before and after each write of the protocol, in the order in which
 * a run comes to them. A test goes through this list, and fails when one is not reached.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum CrashPoint {
    // A new directory.
    BEFORE_TYPE,
    AFTER_TYPE,

    // A start.
    BEFORE_LOG_OPEN,
    IN_TAKEOVER,
    AFTER_INCARNATION,
    AFTER_START_RECORD,
    AFTER_LOG_OPEN,
    BEFORE_RESTORE,
    IN_STATE_RESTORE,
    AFTER_STATE_RESTORE,
    IN_LOG_RESTORE,
    AFTER_RESTORE,
    BEFORE_SINK_OPEN,
    AFTER_SINK_OPEN,
    BEFORE_RERUN,

    // The log's records.
    BEFORE_BLOCK,
    IN_BLOCK(true), // its envelope is written, its bytes are not
    AFTER_BLOCK,
    BEFORE_ALLOC,
    AFTER_ALLOC,
    BEFORE_EMPTY,
    AFTER_EMPTY,
    BEFORE_SKIP,
    AFTER_SKIP,
    BEFORE_DELTA,
    AFTER_DELTA,
    BEFORE_COMMIT,
    AFTER_COMMIT,

    // The log's files.
    BEFORE_SYNC(true),
    AFTER_SYNC,
    BEFORE_RESERVE(true),
    AFTER_RESERVE,
    BEFORE_WRITE_AHEAD(true),
    AFTER_WRITE_AHEAD,
    BEFORE_ROLL(true),
    IN_ROLL,
    AFTER_ROLL,
    AFTER_GIVE_BACK,
    BEFORE_TRIM(true),
    IN_TRIM,
    AFTER_TRIM,

    // The outputs of a batch.
    BEFORE_OUTPUT,
    BEFORE_SINK_BEGIN(true),
    IN_SINK_PART(true),
    AFTER_SINK_PART,
    BEFORE_SINK_COMMIT(true),
    BEFORE_SINK_MANIFEST(true),
    IN_SINK_MANIFEST(true),
    AFTER_SINK_MANIFEST(true),
    AFTER_SINK_RENAME(true),
    AFTER_SINK_COMMIT,
    AFTER_OUTPUT,

    // Of two programs that a log chains, each says how far it is.
    BEFORE_PLACE,
    AFTER_PLACE,

    // A checkpoint.
    BEFORE_CHECKPOINT_SYNC,
    AFTER_CHECKPOINT_SYNC,
    BEFORE_SEGMENT(true),
    IN_SEGMENT(true),
    BEFORE_SEGMENT_FORCE(true),
    AFTER_SEGMENT,
    BEFORE_MANIFEST(true),
    IN_MANIFEST(true),
    BEFORE_MANIFEST_FORCE(true),
    BEFORE_MANIFEST_RENAME(true),
    AFTER_MANIFEST_RENAME(true),
    AFTER_MANIFEST,
    BEFORE_PRUNE(true),
    IN_PRUNE(true),
    AFTER_PRUNE,
    BEFORE_MERGE(true),
    AFTER_MERGE,
    AFTER_LOG_HELD;

    private static final @Nullable CrashPoint[] BEFORE = ofRecords("BEFORE_");
    private static final @Nullable CrashPoint[] IN = ofRecords("IN_");
    private static final @Nullable CrashPoint[] AFTER = ofRecords("AFTER_");

    private final boolean mayFail;

    CrashPoint() {
        this(false);
    }

    CrashPoint(boolean mayFail) {
        this.mayFail = mayFail;
    }

    /** Whether the disk may fail here: {@link CrashPoints#io} is asked. */
    public boolean mayFail() {
        return mayFail;
    }

    static @Nullable CrashPoint before(RecordType type) {
        return BEFORE[type.ordinal()];
    }

    static @Nullable CrashPoint in(RecordType type) {
        return IN[type.ordinal()];
    }

    static @Nullable CrashPoint after(RecordType type) {
        return AFTER[type.ordinal()];
    }

    private static @Nullable CrashPoint[] ofRecords(String word) {
        @Nullable CrashPoint[] points = new CrashPoint[RecordType.values().length];
        for (CrashPoint point : values())
            for (RecordType type : RecordType.values())
                if (point.name().equals(word + type.name())) points[type.ordinal()] = point;
        return points;
    }
}
