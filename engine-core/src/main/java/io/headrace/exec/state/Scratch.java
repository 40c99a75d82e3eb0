package io.headrace.exec.state;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Room to encode one value after the other; grows to what they need.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Scratch implements AutoCloseable {
    private static final int FIRST_BYTES = 512;

    private final int mostBytes;
    private final String owner;
    private long address;
    private int capacity;

    /** @param owner of the values, in messages */
    Scratch(int mostBytes, String owner) {
        this.mostBytes = mostBytes;
        this.owner = owner;
    }

    /** Encodes a value at {@link #address} and returns its length. */
    @SuppressWarnings("NullAway") // it does not see that this codec's values may be null
    int encode(Codec<@Nullable Object> codec, @Nullable Object value) {
        if (address == 0) grow(FIRST_BYTES);
        int length = codec.encode(value, address, capacity);
        while (length == Codec.NO_ROOM) {
            if (capacity >= mostBytes)
                throw new IllegalStateException(owner + ": a value takes more than " + mostBytes
                        + " bytes; make blocks larger (headrace.block.bytes), or values smaller");
            grow(Math.min(mostBytes, capacity * 2));
            length = codec.encode(value, address, capacity);
        }
        return length;
    }

    /** Has room for so many bytes; what was there is void. */
    void room(int bytes) {
        if (capacity < bytes) grow(Math.max(FIRST_BYTES, bytes));
    }

    long address() {
        return address;
    }

    private void grow(int bytes) {
        close();
        address = NativeMemory.allocate(bytes, MemoryTag.STATE);
        capacity = bytes;
    }

    @Override
    public void close() {
        NativeMemory.free(address, capacity, MemoryTag.STATE);
        address = 0;
        capacity = 0;
    }
}
