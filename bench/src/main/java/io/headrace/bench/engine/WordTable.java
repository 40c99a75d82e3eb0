package io.headrace.bench.engine;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * What a performance engineer writes by hand to count words: an off-heap table that stores key bytes, of a fixed size, with linear probing,
 * and without any check.
 *
 * <pre>
 *  slot  0      8           entry  0       8        12
 *       +------+-------+          +-------+--------+-----------+
 *       | hash | entry |          | count | length | key bytes |
 *       +------+-------+          +-------+--------+-----------+
 * </pre>
 */
public final class WordTable implements AutoCloseable {
    static final int COUNT = 0;
    static final int LENGTH = 8;
    static final int KEY = 12;
    private static final int SLOTS = 1 << 15;
    private static final long SLOT_BYTES = 16L * SLOTS;
    private static final long ENTRY_BYTES = 1 << 20;

    final long slots = NativeMemory.allocate(SLOT_BYTES, MemoryTag.TEST);
    final long mask = (SLOTS - 1) * 16L;
    private final long entries = NativeMemory.allocate(ENTRY_BYTES, MemoryTag.TEST);
    private long next;

    public WordTable() {
        clear();
    }

    /** Forgets all keys. */
    public void clear() {
        RawMemory.fill(slots, SLOT_BYTES, (byte) 0);
        next = entries;
    }

    /** Where the count of a new key is; its bytes are copied one by one. */
    void insert(long slot, long hash, long key, int length) {
        long entry = next;
        next = (entry + KEY + length + 7) & -8L;
        RawMemory.putLong(entry + COUNT, 1);
        RawMemory.putInt(entry + LENGTH, length);
        for (int i = 0; i < length; i++) RawMemory.putByte(entry + KEY + i, RawMemory.getByte(key + i));
        RawMemory.putLong(slot, hash);
        RawMemory.putLong(slot + 8, entry);
    }

    /** Sees a key's bytes and its count. */
    @FunctionalInterface
    public interface Visitor {
        void accept(long key, int length, long count);
    }

    /** Shows all keys. */
    public void forEach(Visitor visitor) {
        for (long slot = slots; slot < slots + SLOT_BYTES; slot += 16) {
            long entry = RawMemory.getLong(slot + 8);
            if (entry == 0) continue;
            visitor.accept(entry + KEY, RawMemory.getInt(entry + LENGTH), RawMemory.getLong(entry + COUNT));
        }
    }

    /** The same for the same counts, in whatever order the keys are. */
    long checksum() {
        long[] sum = new long[1];
        forEach((key, length, count) -> sum[0] += checksum(key, length, count));
        return sum[0];
    }

    static long checksum(long key, int length, long count) {
        return Hash.of(key, length, Hash.PARTITION_SEED) * count;
    }

    @Override
    public void close() {
        NativeMemory.free(slots, SLOT_BYTES, MemoryTag.TEST);
        NativeMemory.free(entries, ENTRY_BYTES, MemoryTag.TEST);
    }
}
