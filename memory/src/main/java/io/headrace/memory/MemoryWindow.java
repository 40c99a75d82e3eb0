package io.headrace.memory;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A direct {@link ByteBuffer} that can be aimed at any off-heap bytes, again and again, without allocating: for the
 * JDK calls (checksums, channels) that take buffers only.
 *
 * <p>The buffer does not keep the memory alive; it must not be used after that is freed.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class MemoryWindow {
    private static final long ADDRESS = offset("address");
    private static final long CAPACITY = offset("capacity");

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(0).order(ByteOrder.LITTLE_ENDIAN);

    /** Aims at {@code [address, address+length)}: position 0, limit {@code length}. */
    public ByteBuffer aim(long address, int length) {
        if (length < 0) throw new IndexOutOfBoundsException("negative length " + length);
        if (RawMemory.BOUNDS_CHECKED) MemoryBounds.check(address, length);
        RawMemory.putLongField(buffer, ADDRESS, address);
        RawMemory.putIntField(buffer, CAPACITY, length);
        return buffer.limit(length).position(0);
    }

    private static long offset(String field) {
        try {
            return RawMemory.offsetOf(Buffer.class.getDeclaredField(field));
        } catch (NoSuchFieldException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
