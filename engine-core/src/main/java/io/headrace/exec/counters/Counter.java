package io.headrace.exec.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One number in the counters file. A write is a plain store (opaque: whole, and seen at some time soon).
 *
 * <p><b>Threading:</b> written by one thread, read by any.
 */
public final class Counter {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer values;
    private final int offset;

    Counter(ByteBuffer values, int offset) {
        this.values = values;
        this.offset = offset;
    }

    /** A counter in no file: for tests, and for parts that run without a context. */
    public static Counter detached() {
        return new Counter(ByteBuffer.allocateDirect(Long.BYTES), 0);
    }

    public long get() {
        return (long) LONGS.getOpaque(values, offset);
    }

    public void set(long value) {
        LONGS.setOpaque(values, offset, value);
    }

    public void add(long delta) {
        if (delta != 0) set((long) LONGS.get(values, offset) + delta);
    }

    public void increment() {
        add(1);
    }
}
