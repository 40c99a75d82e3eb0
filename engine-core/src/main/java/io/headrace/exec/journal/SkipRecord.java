package io.headrace.exec.journal;

import io.headrace.memory.RawMemory;
import io.headrace.wal.format.RecordType;

/**
 * Records that a batch leaves out, because they made the program throw. A batch may have several of these; they add up.
 *
 * <pre>
 *    0  version      2
 *    2  (zero)       2
 *    4  records      4
 *    8  incarnation  8
 *   16  sequence     8
 *   24  for each:
 *        0  stream       4
 *        4  record       4   which one of its block, from 0
 *        8  block        8   sequence in its stream
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class SkipRecord {
    private static final int COUNT = 4;
    private static final int INCARNATION = 8;
    private static final int SEQUENCE = 16;
    private static final int HEADER = 24;
    private static final int ENTRY = 16;

    private long address;

    /** A record that was left out. */
    public record Skipped(int stream, long block, int record) {
        @Override
        public String toString() {
            return "stream " + stream + ", block " + block + ", record " + record;
        }
    }

    /** Begins a record that leaves nothing out yet. */
    public static void begin(PartBuffer to, long incarnation, long sequence) {
        long at = to.address();
        RawMemory.putInt(at, Layout.VERSION);
        RawMemory.putInt(at + COUNT, 0);
        RawMemory.putLong(at + INCARNATION, incarnation);
        RawMemory.putLong(at + SEQUENCE, sequence);
        to.used(HEADER);
    }

    /** Leaves one more out; false when the buffer is full: hand it over, and begin another one. */
    public static boolean add(PartBuffer to, int stream, long block, int record) {
        if (to.capacity() - to.used() < ENTRY) return false;
        long at = to.address() + to.used();
        RawMemory.putInt(at, stream);
        RawMemory.putInt(at + 4, record);
        RawMemory.putLong(at + 8, block);
        RawMemory.putInt(to.address() + COUNT, RawMemory.getInt(to.address() + COUNT) + 1);
        to.used(to.used() + ENTRY);
        return true;
    }

    public SkipRecord wrap(long address, int length) {
        Layout.check(RecordType.SKIP, address, length, HEADER);
        this.address = address;
        if (count() < 0 || (length - HEADER) % ENTRY != 0 || count() != (length - HEADER) / ENTRY)
            throw Layout.corrupt(RecordType.SKIP, count() + " records in " + length + " bytes");
        for (int i = 0; i < count(); i++)
            if (stream(i) < 0 || block(i) < 0 || record(i) < 0)
                throw Layout.corrupt(RecordType.SKIP, new Skipped(stream(i), block(i), record(i)).toString());
        return this;
    }

    public int count() {
        return RawMemory.getInt(address + COUNT);
    }

    public long incarnation() {
        return RawMemory.getLong(address + INCARNATION);
    }

    public long sequence() {
        return RawMemory.getLong(address + SEQUENCE);
    }

    public int stream(int index) {
        return RawMemory.getInt(entry(index));
    }

    public int record(int index) {
        return RawMemory.getInt(entry(index) + 4);
    }

    public long block(int index) {
        return RawMemory.getLong(entry(index) + 8);
    }

    private long entry(int index) {
        return address + HEADER + (long) index * ENTRY;
    }
}
