package io.headrace.source;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what is due by the clock.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PolledRate implements PolledSource {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int BURSTS_PER_SECOND = 10;
    private static final int RECORDS_PER_POLL = 2048;

    private final long rate;
    private final long burst;
    private final @Nullable RecordFill fill;
    private final LongSupplier nanoTime;
    private final long position = NativeMemory.allocate(Long.BYTES, MemoryTag.ENGINE);
    private long record;
    private int capacity;
    private long startNanos;
    private long startNumber;
    private long next;

    PolledRate(long rate, @Nullable RecordFill fill, long first, LongSupplier nanoTime) {
        this.rate = rate;
        this.burst = Math.max(1, rate / BURSTS_PER_SECOND);
        this.fill = fill;
        this.nanoTime = nanoTime;
        next = first;
        startNumber = first;
        startNanos = nanoTime.getAsLong();
    }

    @Override
    public int poll(RecordWriter out) {
        if (record == 0) allocate(out.maxRecordLength());
        long end = Math.min(due(), next + RECORDS_PER_POLL);
        long first = next;
        for (; next < end; next++) {
            int length = write(next);
            int answer = out.append(record, length);
            if (answer == RecordWriter.FULL) break;
            if (answer == RecordWriter.TOO_LONG) out.reject("longer than records may be", record, capacity, length);
            RawMemory.putLong(position, next + 1);
            out.position(position, Long.BYTES);
        }
        return (int) (next - first);
    }

    private int write(long number) {
        if (fill == null) {
            RawMemory.putLong(record, number);
            return Long.BYTES;
        }
        int length = fill.fill(number, record, capacity);
        if (length < 0 || length > capacity)
            throw new IllegalStateException("record " + number + " was given a length of " + length
                    + " bytes; it must be from 0 to " + capacity);
        return length;
    }

    /** The number before which all are due. */
    private long due() {
        long elapsed = nanoTime.getAsLong() - startNanos;
        long due =
                startNumber + elapsed / NANOS_PER_SECOND * rate + elapsed % NANOS_PER_SECOND * rate / NANOS_PER_SECOND;
        if (due - next <= burst) return due;
        startNanos += elapsed; // the schedule begins anew, a burst ahead of what was delivered
        startNumber = next + burst;
        return startNumber;
    }

    private void allocate(int maxRecordLength) {
        capacity = fill == null ? Long.BYTES : maxRecordLength;
        record = NativeMemory.allocate(capacity, MemoryTag.ENGINE);
    }

    @Override
    public void close() {
        NativeMemory.free(record, capacity, MemoryTag.ENGINE);
        NativeMemory.free(position, Long.BYTES, MemoryTag.ENGINE);
        record = 0;
    }
}
