package io.headrace.exec.checkpoint;

import io.headrace.memory.Crc32c;
import io.headrace.memory.RawMemory;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment: entries by ascending key, each key once. It is written once and never changed.
 *
 * <pre>
 *   file header   0  magic          4   HRSG
 *                 4  version        2
 *                 6  (zero)         2
 *                 8  number         8   of the segment
 *                16  (zero)        12
 *                28  CRC32C         4   of bytes 0–27
 *
 *   chunk         0  magic          4   HRCK
 *                 4  length         4   of the payload
 *                 8  number         8   of the segment
 *                16  index          8   of the chunk, from 0
 *                24  entries        4
 *                28  CRC32C         4   of bytes 0–27 and the payload
 *                32  for each entry, packed:
 *                     0  key length    4
 *                     4  value length  4
 *                     8  key, value    …
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SegmentFormat {
    static final int VERSION = 1;
    static final int MAGIC = 'H' | 'R' << 8 | 'S' << 16 | 'G' << 24;
    static final int CHUNK_MAGIC = 'H' | 'R' << 8 | 'C' << 16 | 'K' << 24;

    /** Of the file, and of a chunk. */
    static final int HEADER = 32;

    static final int ENTRY_HEADER = 8;

    /** A chunk is closed behind the entry that fills so much; an entry is never split. */
    static final int CHUNK_BYTES = 64 << 10;

    /** The longest payload that is believed. */
    static final int MOST_CHUNK_BYTES = 64 << 20;

    static final int LENGTH = 4;
    static final int NUMBER = 8;
    static final int INDEX = 16;
    static final int ENTRIES = 24;
    static final int CHECKSUM = 28;

    private SegmentFormat() {}

    static void putFileHeader(long to, long number, Crc32c crc) {
        RawMemory.fill(to, HEADER, (byte) 0);
        RawMemory.putInt(to, MAGIC);
        RawMemory.putInt(to + 4, VERSION);
        RawMemory.putLong(to + NUMBER, number);
        RawMemory.putInt(to + CHECKSUM, crc.of(to, CHECKSUM));
    }

    static int chunkChecksum(long chunk, int payload, Crc32c crc) {
        return crc.begin().add(chunk, CHECKSUM).add(chunk + HEADER, payload).value();
    }

    /** Adds a chunk's CRC32C to the one of the segment. */
    static void add(CRC32C ofSegment, int ofChunk) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) ofSegment.update((ofChunk >>> shift) & 0xff);
    }
}
