package io.headrace.wal.format;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;

/**
 * The payload of a {@link RecordType#CONFIG} record: the first record of each roll, and the last one of an incarnation
 * that was closed in order.
 *
 * <pre>
 *    0  log id              8   the same in every roll of a log
 *    8  incarnation         8
 *   16  roll ordinal        4
 *   20  kind                1   1 start, 2 roll, 3 close
 *   21  durability          1   code of the level the roll was written at
 *   22  (zero)              2
 *   24  roll bytes          8   reserved for the roll; no record is longer than a quarter of it
 *   32  boot id            16   of the running kernel; zero where there is none
 *   48  written at          8   milliseconds since 1970, for people only
 *   56  dictionary entries  4   TYPE records that follow at once, marked as repeated
 *   60  settings length     4
 *   64  settings            …   of whoever uses the log; opaque here
 * </pre>
 *
 * <p><b>Threading:</b> immutable; the settings are not to be changed.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy for every reader would be noise
public record ConfigRecord(
        long logId,
        long incarnation,
        long ordinal,
        Kind kind,
        byte durability,
        long rollBytes,
        BootId bootId,
        long writtenAtMillis,
        int dictionaryEntries,
        byte[] settings) {
    /** Length without the settings. */
    public static final int FIXED_LENGTH = 64;

    /** Why the record was written. */
    public enum Kind {
        /** A process has opened the log. */
        START,
        /** The roll before is full. */
        ROLL,
        /** The log was closed in order, and everything before is on the disk. */
        CLOSE;

        byte code() {
            return (byte) (ordinal() + 1);
        }
    }

    public int length() {
        return FIXED_LENGTH + settings.length;
    }

    public void write(long to) {
        RawMemory.putLong(to, logId);
        RawMemory.putLong(to + 8, incarnation);
        RawMemory.putInt(to + 16, (int) ordinal);
        RawMemory.putByte(to + 20, kind.code());
        RawMemory.putByte(to + 21, durability);
        RawMemory.putShort(to + 22, (short) 0);
        RawMemory.putLong(to + 24, rollBytes);
        RawMemory.putLong(to + 32, bootId.high());
        RawMemory.putLong(to + 40, bootId.low());
        RawMemory.putLong(to + 48, writtenAtMillis);
        RawMemory.putInt(to + 56, dictionaryEntries);
        RawMemory.putInt(to + 60, settings.length);
        RawMemory.copyFromArray(settings, 0, to + FIXED_LENGTH, settings.length);
    }

    /** Reads a payload whose checksum was found right. */
    public static ConfigRecord read(long at, int length) {
        if (length < FIXED_LENGTH || RawMemory.getInt(at + 60) != length - FIXED_LENGTH)
            throw new CorruptDataException("a CONFIG record of " + length + " bytes: it is written as " + FIXED_LENGTH
                    + " bytes and the settings");
        int kind = RawMemory.getByte(at + 20);
        if (kind < 1 || kind > Kind.values().length)
            throw new CorruptDataException("a CONFIG record of kind " + kind + ": a newer version may know it");
        byte[] settings = new byte[length - FIXED_LENGTH];
        RawMemory.copyToArray(at + FIXED_LENGTH, settings, 0, settings.length);
        return new ConfigRecord(
                RawMemory.getLong(at),
                RawMemory.getLong(at + 8),
                RawMemory.getInt(at + 16) & 0xffff_ffffL,
                Kind.values()[kind - 1],
                RawMemory.getByte(at + 21),
                RawMemory.getLong(at + 24),
                new BootId(RawMemory.getLong(at + 32), RawMemory.getLong(at + 40)),
                RawMemory.getLong(at + 48),
                RawMemory.getInt(at + 56),
                settings);
    }
}
