package io.headrace.engine;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers from 0 on, each once, with the next as position, as fast as they are taken; up to a limit that a test moves.
 *
 * <p><b>Threading:</b> the thread that polls; limit and count by any.
 */
final class Numbers implements SourceFactory {
    private static final long serialVersionUID = 1;
    private static final int PER_POLL = 1_000;

    /** Before this number it stops. */
    final transient AtomicLong limit = new AtomicLong();

    /** So many were taken, since the JVM began. */
    final transient AtomicLong taken = new AtomicLong();

    @Override
    public PolledSource open(byte[] position) {
        long first = position.length == 0
                ? 0
                : ByteBuffer.wrap(position).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new Polled(first);
    }

    private final class Polled implements PolledSource {
        private final long record = NativeMemory.allocate(2 * Long.BYTES, MemoryTag.TEST);
        private long next;

        Polled(long first) {
            next = first;
        }

        @Override
        public int poll(RecordWriter out) {
            long end = Math.min(limit.get(), next + PER_POLL);
            int done = 0;
            for (; next < end; next++, done++) {
                RawMemory.putLong(record, next);
                if (out.append(record, Long.BYTES) == RecordWriter.FULL) break;
                RawMemory.putLong(record + Long.BYTES, next + 1);
                out.position(record + Long.BYTES, Long.BYTES);
            }
            if (done > 0 && next == limit.get())
                out.seal(); // so that a test that sees it taken finds it in the next batch
            taken.addAndGet(done);
            return done;
        }

        @Override
        public void close() {
            NativeMemory.free(record, 2 * Long.BYTES, MemoryTag.TEST);
        }
    }
}
