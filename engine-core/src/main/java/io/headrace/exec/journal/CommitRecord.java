package io.headrace.exec.journal;

import io.headrace.memory.RawMemory;
import io.headrace.wal.format.RecordType;

/**
 * The batch is done: its outputs have run, and its state changes are the parts that this record counts.
 *
 * <pre>
 *    0  version      2
 *    2  (zero)       2
 *    4  parts        4   DELTA records of the batch
 *    8  incarnation  8
 *   16  sequence     8
 *   24  checksum     4   CRC32C over the parts' CRC32Cs, see {@link PartsChecksum}
 *   28  (zero)       4
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class CommitRecord {
    public static final int LENGTH = 32;

    private static final int PARTS = 4;
    private static final int INCARNATION = 8;
    private static final int SEQUENCE = 16;
    private static final int CHECKSUM = 24;

    private long address;

    public static void write(long to, long incarnation, long sequence, int parts, int checksum) {
        RawMemory.putInt(to, Layout.VERSION);
        RawMemory.putInt(to + PARTS, parts);
        RawMemory.putLong(to + INCARNATION, incarnation);
        RawMemory.putLong(to + SEQUENCE, sequence);
        RawMemory.putInt(to + CHECKSUM, checksum);
        RawMemory.putInt(to + CHECKSUM + 4, 0);
    }

    public CommitRecord wrap(long address, int length) {
        Layout.check(RecordType.COMMIT, address, length, LENGTH);
        this.address = address;
        if (length != LENGTH) throw Layout.corrupt(RecordType.COMMIT, length + " bytes, not " + LENGTH);
        if (parts() < 0) throw Layout.corrupt(RecordType.COMMIT, parts() + " parts");
        return this;
    }

    public int parts() {
        return RawMemory.getInt(address + PARTS);
    }

    public long incarnation() {
        return RawMemory.getLong(address + INCARNATION);
    }

    public long sequence() {
        return RawMemory.getLong(address + SEQUENCE);
    }

    public int checksum() {
        return RawMemory.getInt(address + CHECKSUM);
    }
}
