package io.headrace.exec.receive;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;

/**
 * Source positions of published blocks that are not safe yet, oldest first. An acknowledgement covers all before it, so when there
 * is no place left the newest entry takes over the place of the one before it: acknowledged later, never wrongly.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PendingPositions implements AutoCloseable {
    private static final int ENTRIES = 256;
    private static final int WIDTH = BlockFormat.MAX_POSITION_LENGTH;

    private final long[] sequences = new long[ENTRIES];
    private final int[] lengths = new int[ENTRIES];
    private long positions = NativeMemory.allocate((long) ENTRIES * WIDTH, MemoryTag.ENGINE);
    private int first;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    void add(long sequence, long address, int length) {
        if (count < ENTRIES) count++;
        int entry = (first + count - 1) % ENTRIES;
        sequences[entry] = sequence;
        lengths[entry] = length;
        RawMemory.copy(address, positions + (long) entry * WIDTH, length);
    }

    /** Forgets all entries up to the safe block; answers the last of them, or -1. It stays readable until the next add. */
    int take(long safe) {
        int last = -1;
        for (; count > 0 && sequences[first] <= safe; count--) {
            last = first;
            first = (first + 1) % ENTRIES;
        }
        return last;
    }

    long address(int entry) {
        return positions + (long) entry * WIDTH;
    }

    int length(int entry) {
        return lengths[entry];
    }

    @Override
    public void close() {
        NativeMemory.free(positions, (long) ENTRIES * WIDTH, MemoryTag.ENGINE);
        positions = 0;
        count = 0;
    }
}
