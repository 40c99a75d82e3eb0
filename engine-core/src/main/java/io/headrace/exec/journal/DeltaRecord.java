package io.headrace.exec.journal;

import io.headrace.memory.RawMemory;
import io.headrace.wal.format.RecordType;

/**
 * A part of a batch's state changes. It counts only when a {@link CommitRecord} says so.
 *
 * <pre>
 *    0  version      2
 *    2  (zero)       2
 *    4  part         4   from 0, without a gap; from 0 again when the batch runs again
 *    8  incarnation  8
 *   16  sequence     8
 *   24  entries      4
 *   28  (zero)       4
 *   32  for each entry, packed:
 *        0  operator     4   its number in the dictionary
 *        4  key group    2
 *        6  kind         1   the operator's own
 *        7  flags        1   the operator's own
 *        8  length       4
 *       12  bytes        …
 * </pre>
 *
 * <p>Written by {@link DeltaWriter}.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class DeltaRecord {
    static final int PART = 4;
    static final int INCARNATION = 8;
    static final int SEQUENCE = 16;
    static final int ENTRIES = 24;
    static final int HEADER = 32;

    static final int GROUP = 4;
    static final int KIND = 6;
    static final int FLAGS = 7;
    static final int LENGTH = 8;
    static final int ENTRY_HEADER = 12;

    private long address;
    private long at;
    private long after;
    private int left;

    /** Shows a part, before its first entry. */
    public DeltaRecord wrap(long address, int length) {
        Layout.check(RecordType.DELTA, address, length, HEADER);
        this.address = address;
        if (part() < 0 || entries() < 0)
            throw Layout.corrupt(RecordType.DELTA, "part " + part() + " with " + entries() + " entries");
        long end = address + length;
        long place = address + HEADER;
        for (int i = 0; i < entries(); i++) {
            if (end - place < ENTRY_HEADER) throw Layout.corrupt(RecordType.DELTA, "it ends within entry " + i);
            int bytes = RawMemory.getInt(place + LENGTH);
            if (bytes < 0 || bytes > end - place - ENTRY_HEADER)
                throw Layout.corrupt(RecordType.DELTA, "entry " + i + " of " + bytes + " bytes does not fit");
            place += ENTRY_HEADER + bytes;
        }
        if (place != end) throw Layout.corrupt(RecordType.DELTA, (end - place) + " bytes stand behind its last entry");
        left = entries();
        after = address + HEADER;
        return this;
    }

    /** Goes to the next entry; false behind the last one. */
    public boolean next() {
        if (left == 0) return false;
        left--;
        at = after;
        after = at + ENTRY_HEADER + length();
        return true;
    }

    public int part() {
        return RawMemory.getInt(address + PART);
    }

    public long incarnation() {
        return RawMemory.getLong(address + INCARNATION);
    }

    public long sequence() {
        return RawMemory.getLong(address + SEQUENCE);
    }

    public int entries() {
        return RawMemory.getInt(address + ENTRIES);
    }

    /** Of the shown entry, as what follows. */
    public int operator() {
        return RawMemory.getInt(at);
    }

    public int group() {
        return RawMemory.getShort(at + GROUP) & 0xffff;
    }

    public int kind() {
        return RawMemory.getByte(at + KIND) & 0xff;
    }

    public int flags() {
        return RawMemory.getByte(at + FLAGS) & 0xff;
    }

    public int length() {
        return RawMemory.getInt(at + LENGTH);
    }

    public long bytesAddress() {
        return at + ENTRY_HEADER;
    }
}
