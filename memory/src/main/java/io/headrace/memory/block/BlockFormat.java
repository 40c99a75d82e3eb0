package io.headrace.memory.block;

import io.headrace.memory.Crc32c;

/**
 * The bytes of a block: a header, then the records one after another. Version 1.
 *
 * <pre>
 *          0               4               8               12              16
 *          +---------------+---------------+-------+-------+---------------+
 *        0 | magic "HRB1"  | CRC32C        |version| flags | stream id     |
 *          +---------------+---------------+-------+-------+---------------+
 *       16 | sequence                      | record count  | record bytes  |
 *          +-------------------------------+---------------+---------------+
 *       32 | first arrival                 | last arrival                  |
 *          +---------------+---------------+-------------------------+-----+
 *       48 | timestamps at | reserved, zero                          | len |
 *          +---------------+-----------------------------------------+-----+
 *       64 | source position: len bytes (0 to 64), the rest of it zero     |
 *          .                                                               .
 *          +---------------+----------------------+---------------+--------+
 *      128 | length        | payload: length bytes| length        | payl…  |
 *          +---------------+----------------------+---------------+--------+
 *          | zero bytes up to a multiple of 8, then one long per record:   |
 *          | only where FLAG_TIMESTAMPS is set                             |
 *          +---------------------------------------------------------------+
 * </pre>
 *
 * <ul>
 *   <li>Everything is little-endian. Records are packed: nothing stands between a payload and the next length.
 *   <li>The checksum covers every byte after it up to the end of the used bytes: the rest of the header, the records,
 *       the timestamp column. The magic in front of it is compared as it is, so each used byte is held.
 *   <li>Arrivals, of the first and the last record, are nanoseconds since 1970.
 *   <li>{@code record bytes} counts the lengths and the payloads.
 *   <li>The column of timestamps is reserved for event time: {@link BlockWriter} does not write one yet, {@link
 *       BlockReader} checks and reads it. It begins where the records end, rounded up to 8.
 *   <li>A version or a flag that a reader does not know is refused, never guessed.
 * </ul>
 *
 * <p>The used bytes ({@link BlockReader#usedLength}) are the block: they are what is logged, packed and spilled.
 *
 * <p><b>Threading:</b> constants and stateless functions.
 */
public final class BlockFormat {
    public static final int MAGIC = 'H' | 'R' << 8 | 'B' << 16 | '1' << 24;
    public static final int VERSION = 1;

    /** There is a column of timestamps. */
    public static final int FLAG_TIMESTAMPS = 1;

    /** The flags that version 1 knows. */
    public static final int KNOWN_FLAGS = FLAG_TIMESTAMPS;

    public static final int MAGIC_OFFSET = 0;
    public static final int CRC_OFFSET = 4;
    public static final int VERSION_OFFSET = 8;
    public static final int FLAGS_OFFSET = 10;
    public static final int STREAM_OFFSET = 12;
    public static final int SEQUENCE_OFFSET = 16;
    public static final int RECORD_COUNT_OFFSET = 24;
    public static final int RECORD_BYTES_OFFSET = 28;
    public static final int FIRST_ARRIVAL_OFFSET = 32;
    public static final int LAST_ARRIVAL_OFFSET = 40;
    public static final int TIMESTAMPS_OFFSET = 48;
    public static final int RESERVED_OFFSET = 52;
    public static final int POSITION_LENGTH_OFFSET = 63;
    public static final int POSITION_OFFSET = 64;
    public static final int HEADER_LENGTH = 128;

    /** Bytes in front of each payload. */
    public static final int RECORD_HEADER_LENGTH = 4;

    public static final int MAX_POSITION_LENGTH = HEADER_LENGTH - POSITION_OFFSET;

    /** Where the bytes begin that the checksum covers. */
    public static final int CHECKED_OFFSET = VERSION_OFFSET;

    private BlockFormat() {}

    /** The longest record that fits a block of this capacity. */
    public static int maxRecordLength(int capacity) {
        return capacity - HEADER_LENGTH - RECORD_HEADER_LENGTH;
    }

    /** Where a column of timestamps begins, behind this many bytes of records. */
    static long timestampsOffset(int recordBytes) {
        return (HEADER_LENGTH + (long) recordBytes + 7) & -8L;
    }

    static int checksum(Crc32c crc, long address, int usedLength) {
        return crc.of(address + CHECKED_OFFSET, usedLength - CHECKED_OFFSET);
    }
}
