package io.headrace.exec.checkpoint;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * Off-heap bytes that become more.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class GrowingBuffer implements AutoCloseable {
    private long address;
    private int capacity;

    GrowingBuffer(int capacity) {
        this.capacity = capacity;
        address = NativeMemory.allocate(capacity, MemoryTag.STATE);
    }

    long address() {
        return address;
    }

    int capacity() {
        return capacity;
    }

    /** Room for so many bytes, of which the first {@code used} stay what they are. */
    long ensure(int bytes, int used) {
        if (bytes <= capacity) return address;
        int more = Math.max(bytes, (int) Math.min(Integer.MAX_VALUE, capacity * 2L));
        long larger = NativeMemory.allocate(more, MemoryTag.STATE);
        RawMemory.copy(address, larger, used);
        close();
        address = larger;
        capacity = more;
        return address;
    }

    @Override
    public void close() {
        NativeMemory.free(address, capacity, MemoryTag.STATE);
        address = 0;
        capacity = 0;
    }
}
