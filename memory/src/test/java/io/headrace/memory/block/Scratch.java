package io.headrace.memory.block;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.SplittableRandom;

/** A piece of off-heap memory for one test. */
final class Scratch implements AutoCloseable {
    final long address;
    final int length;

    Scratch(int length) {
        this.length = length;
        address = NativeMemory.allocateZeroed(length, MemoryTag.TEST);
    }

    Scratch(byte[] bytes) {
        this(bytes.length);
        RawMemory.copyFromArray(bytes, 0, address, length);
    }

    byte[] bytes(int count) {
        return bytes(address, count);
    }

    static byte[] bytes(long address, int count) {
        byte[] bytes = new byte[count];
        RawMemory.copyToArray(address, bytes, 0, count);
        return bytes;
    }

    static byte[] random(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        NativeMemory.free(address, length, MemoryTag.TEST);
    }
}
