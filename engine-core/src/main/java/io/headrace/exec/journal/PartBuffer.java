package io.headrace.exec.journal;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;

/**
 * Room for the payload of one record on its way to the log.
 *
 * <p><b>Threading:</b> one thread at a time; handing over by a queue publishes it.
 */
public final class PartBuffer implements AutoCloseable {
    private final int capacity;
    private long address;
    private int used;

    public PartBuffer(int capacity) {
        if (capacity < DeltaRecord.HEADER + DeltaRecord.ENTRY_HEADER)
            throw new IllegalArgumentException("a part of " + capacity + " bytes holds no entry");
        this.capacity = capacity;
        address = NativeMemory.allocate(capacity, MemoryTag.LOG);
    }

    public long address() {
        return address;
    }

    public int capacity() {
        return capacity;
    }

    public int used() {
        return used;
    }

    public void used(int bytes) {
        used = bytes;
    }

    @Override
    public void close() {
        NativeMemory.free(address, capacity, MemoryTag.LOG);
        address = 0;
    }
}
