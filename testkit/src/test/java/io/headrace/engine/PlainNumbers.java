package io.headrace.engine;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers in long records, up to a limit that a test moves; it gives no positions.
 *
 * <p><b>Threading:</b> the thread that polls; limit and count by any.
 */
final class PlainNumbers implements SourceFactory {
    private static final long serialVersionUID = 1;
    private static final int RECORD_BYTES = 1_000;

    /** So many fill a block of 64 KiB. */
    static final int PER_BLOCK = 65;

    private static final int PER_POLL = 100;

    /** Before this number it stops. */
    final transient AtomicLong limit = new AtomicLong();

    /** So many were taken, dropped ones among them. */
    final transient AtomicLong taken = new AtomicLong();

    @Override
    public boolean isAcknowledged() {
        return false;
    }

    @Override
    public PolledSource open(byte[] position) {
        long record = NativeMemory.allocate(RECORD_BYTES, MemoryTag.TEST);
        return new PolledSource() {
            @Override
            public int poll(RecordWriter out) {
                int done = 0;
                for (long next = taken.get(); next < limit.get() && done < PER_POLL; next++, done++) {
                    byte[] text = String.format("%" + RECORD_BYTES + "d", next).getBytes(StandardCharsets.UTF_8);
                    RawMemory.copyFromArray(text, 0, record, RECORD_BYTES);
                    if (out.append(record, RECORD_BYTES) == RecordWriter.FULL) break;
                    taken.set(next + 1);
                }
                return done;
            }

            @Override
            public void close() {
                NativeMemory.free(record, RECORD_BYTES, MemoryTag.TEST);
            }
        };
    }
}
