package io.headrace.wal.format;

import io.headrace.memory.Crc32c;
import io.headrace.memory.RawMemory;

/**
 * The envelope of a record. It stands in one document of the roll's file; the document's own length word is Chronicle's
 * and carries no checksum, so everything that is believed stands in the envelope.
 *
 * <pre>
 *  document   0        4
 *             +--------+----------------------- ... -----+-------+
 *             | length | envelope and payload            | 0 - 3 |  the next document begins at a multiple of 4
 *             +--------+----------------------- ... -----+-------+
 *
 *  envelope   0                   4      5      6          8
 *             +-------------------+------+------+----------+-------------------+
 *           0 |       magic       | vers | type |  flags   |  payload length   |  CRC32C starts with these 12 bytes,
 *             +-------------------+------+------+----------+-------------------+
 *          12 |      CRC32C       |                 sequence                   |  skips itself, and goes on here
 *             +-------------------+--------------------------------------------+
 *          24 |              position                 |   durable sequence  ... |
 *             +---------------------------------------+------------------------+
 *          40 |  payload ...                                                   |  to the last byte of the payload
 *             +----------------------------------------------------------------+
 * </pre>
 *
 * <ul>
 *   <li><i>sequence</i>: exactly one more than the record before, over the whole log.
 *   <li><i>position</i>: where the record stands. What was copied to another place is no record, so bytes inside a
 *       payload are never taken for one.
 *   <li><i>durable sequence</i>: everything up to it was known to be on the disk when this record was written. It tells
 *       damage from what a power cut may take away.
 * </ul>
 *
 * <p><b>Threading:</b> stateless.
 */
public final class RecordLayout {
    /** "HRWL" in the file. */
    public static final int MAGIC = 0x4c57_5248;

    public static final byte VERSION = 1;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 4;
    public static final int TYPE_OFFSET = 5;
    public static final int FLAGS_OFFSET = 6;
    public static final int LENGTH_OFFSET = 8;
    public static final int CRC_OFFSET = 12;
    public static final int SEQUENCE_OFFSET = 16;
    public static final int POSITION_OFFSET = 24;
    public static final int DURABLE_OFFSET = 32;
    public static final int HEADER_LENGTH = 40;

    /** The length word in front of each document. */
    public static final int DOCUMENT_HEADER = 4;

    /** The length word behind the last document of a finished roll. */
    public static final int END_OF_ROLL = 0xc000_0000;

    /** A dictionary entry that an earlier roll has as well. */
    public static final int FLAG_REPEATED = 1;

    private RecordLayout() {}

    /** Where the document after this one begins. */
    public static long nextDocument(long offset, int payloadLength) {
        return offset + DOCUMENT_HEADER + HEADER_LENGTH + payloadLength + 3 & -4L;
    }

    /**
     * Writes the envelope of a record to {@code to}, with the checksum of its payload, which is only read: where it goes is the caller's
     * business. Best at once, while the cache still has it.
     *
     * @param unread how many bytes at the end of the payload are not read, for their checksum is known
     * @param unreadChecksum the CRC32C of these
     */
    public static void writeEnvelope(
            long to,
            RecordType type,
            int flags,
            long sequence,
            long position,
            long durableSequence,
            long payload,
            int length,
            int unread,
            int unreadChecksum,
            Crc32c crc) {
        RawMemory.putInt(to + MAGIC_OFFSET, MAGIC);
        RawMemory.putByte(to + VERSION_OFFSET, VERSION);
        RawMemory.putByte(to + TYPE_OFFSET, type.code());
        RawMemory.putShort(to + FLAGS_OFFSET, (short) flags);
        RawMemory.putInt(to + LENGTH_OFFSET, length);
        RawMemory.putLong(to + SEQUENCE_OFFSET, sequence);
        RawMemory.putLong(to + POSITION_OFFSET, position);
        RawMemory.putLong(to + DURABLE_OFFSET, durableSequence);
        crc.begin().add(to, CRC_OFFSET).add(to + SEQUENCE_OFFSET, HEADER_LENGTH - SEQUENCE_OFFSET);
        // Of the source, and not of the copy: the file's pages are only written.
        int read = crc.add(payload, length - unread).value();
        RawMemory.putInt(to + CRC_OFFSET, unread == 0 ? read : Crc32c.joined(read, unreadChecksum, unread));
    }

    /** Whether the checksum of the envelope at {@code at} is right for a payload; its length must have been bounded before. */
    public static boolean isSound(long at, long payload, int payloadLength, Crc32c crc) {
        int expected = RawMemory.getInt(at + CRC_OFFSET);
        return expected
                == crc.begin()
                        .add(at, CRC_OFFSET)
                        .add(at + SEQUENCE_OFFSET, HEADER_LENGTH - SEQUENCE_OFFSET)
                        .add(payload, payloadLength)
                        .value();
    }
}
