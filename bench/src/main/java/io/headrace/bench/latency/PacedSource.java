package io.headrace.bench.latency;

import io.headrace.bench.openloop.Schedule;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;

/** Gives the records of a load that are due. <b>Threading:</b> the receiver's thread. */
public final class PacedSource implements PolledSource {
    private static final int MOST = 1_024;

    private final Schedule loop;
    private final long record = NativeMemory.allocate(Tick.LENGTH, MemoryTag.ENGINE);

    public PacedSource(Schedule loop) {
        this.loop = loop;
    }

    @Override
    public int poll(RecordWriter out) {
        int due = loop.due(MOST);
        for (int i = 0; i < due; i++) {
            RawMemory.putLong(record, loop.nextKey());
            RawMemory.putLong(record + Long.BYTES, loop.nextDue());
            if (out.append(record, Tick.LENGTH) != RecordWriter.APPENDED) return i;
            loop.sent();
        }
        return due;
    }

    @Override
    public void close() {
        NativeMemory.free(record, Tick.LENGTH, MemoryTag.ENGINE);
    }
}
