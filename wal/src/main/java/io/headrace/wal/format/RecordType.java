package io.headrace.wal.format;

import org.jspecify.annotations.Nullable;

/**
 * What a record of the log says. Codes are stored: they are never given to another type.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum RecordType {
    /** Written by the log itself: begins each roll, and ends an incarnation that was closed in order. */
    CONFIG(1),
    /** A dictionary entry: written before the first block that uses it, repeated at the head of each roll. */
    TYPE(2),
    /** A sealed block of received records. */
    BLOCK(3),
    /** Which blocks and offset ranges belong to a batch. */
    ALLOC(4),
    /** A run of ticks on which nothing runs. */
    EMPTY(5),
    /** Records set aside because they made the program throw. */
    SKIP(6),
    /** Input dropped by policy after it was logged. */
    SHED(7),
    /** A part of a batch's state changes. */
    DELTA(8),
    /** The batch is done. */
    COMMIT(9),
    /** A checkpoint is complete. */
    CHECKPOINT(10);

    private static final RecordType[] BY_CODE = byCode();

    private final byte code;

    RecordType(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }

    /** The type with this code, or null: bytes from a disk may say anything. */
    public static @Nullable RecordType of(byte code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    private static RecordType[] byCode() {
        RecordType[] types = new RecordType[values().length + 1];
        for (RecordType type : values()) types[type.code] = type;
        return types;
    }
}
