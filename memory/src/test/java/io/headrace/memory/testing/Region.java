package io.headrace.memory.testing;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * A piece of native memory of exactly the size under test: whoever reaches past its end is caught by the bounds check.
 */
public final class Region implements AutoCloseable {
    /** An allocation has at least one byte; a region of none begins behind it. */
    private final long base;

    private final int size;

    private Region(int size) {
        this.size = size;
        this.base = NativeMemory.allocateZeroed(size + 1L, MemoryTag.TEST);
    }

    /** A region of that many bytes; the one byte before it belongs to it as well, but no byte behind it. */
    public static Region of(int size) {
        return new Region(size);
    }

    public static Region of(byte[] contents) {
        Region region = new Region(contents.length);
        RawMemory.copyFromArray(contents, 0, region.address(), contents.length);
        return region;
    }

    public long address() {
        return base + 1;
    }

    public int size() {
        return size;
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address(), bytes, 0, length);
        return bytes;
    }

    @Override
    public void close() {
        NativeMemory.free(base, size + 1L, MemoryTag.TEST);
    }
}
