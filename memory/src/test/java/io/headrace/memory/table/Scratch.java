package io.headrace.memory.table;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.nio.charset.StandardCharsets;

/** Off-heap bytes for one key and one value at a time. */
final class Scratch implements AutoCloseable {
    private static final int KEY_BYTES = 1 << 14;

    private final long address = NativeMemory.allocate(2 * KEY_BYTES, MemoryTag.TEST);

    /** Ends at the end of its region, so that a read behind the key fails. */
    long key(byte[] bytes) {
        return at(address + KEY_BYTES, bytes);
    }

    long key(String text) {
        return key(bytes(text));
    }

    long value(byte[] bytes) {
        return at(address + 2 * KEY_BYTES, bytes);
    }

    private static long at(long end, byte[] bytes) {
        RawMemory.copyFromArray(bytes, 0, end - bytes.length, bytes.length);
        return end - bytes.length;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        return bytes;
    }

    static String text(long address, int length) {
        return new String(read(address, length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        NativeMemory.free(address, 2 * KEY_BYTES, MemoryTag.TEST);
    }
}
