package io.headrace.engine.random;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A polled source that gives batches of texts, a block for each partition, when it is told to. The number of blocks that
 * were given is its position.
 *
 * <p><b>Threading:</b> the receiver's thread polls, the test's tells it how far to go.
 */
public final class PolledBatches implements SourceFactory {
    private static final long serialVersionUID = 1;
    private static final int MOST_BYTES = 64;

    private final transient List<List<Object>> blocks = new ArrayList<>();
    private final transient List<Integer> ends = new ArrayList<>();
    private int limit;
    private int taken;

    private PolledBatches() {}

    static PolledBatches of(Input input) {
        PolledBatches batches = new PolledBatches();
        for (Rows rows : input.batches()) batches.add(rows.partitions());
        return batches;
    }

    /** A block a batch, or none where it has no texts. */
    public static PolledBatches of(List<List<String>> texts) {
        PolledBatches batches = new PolledBatches();
        for (List<String> batch : texts) batches.add(batch.isEmpty() ? List.of() : List.of(List.copyOf(batch)));
        return batches;
    }

    private void add(List<? extends List<Object>> partitions) {
        blocks.addAll(partitions);
        ends.add(blocks.size());
    }

    /** Gives the records of all batches up to this one, and waits until they are taken. */
    public synchronized void go(int tick, long mostNanos) throws InterruptedException {
        limit = ends.get(Math.min(tick, ends.size()) - 1);
        long deadline = System.nanoTime() + mostNanos;
        while (taken < limit) {
            long left = deadline - System.nanoTime();
            if (left <= 0) throw new AssertionError("the source was not polled for " + mostNanos + " ns");
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized int limit() {
        return limit;
    }

    private synchronized void taken(int count) {
        taken = count;
        notifyAll();
    }

    @Override
    public PolledSource open(byte[] position) {
        return new Polled(position.length == 0 ? 0 : position[0]);
    }

    private final class Polled implements PolledSource {
        private final long memory = NativeMemory.allocate(MOST_BYTES, MemoryTag.TEST);
        private int block;
        private int record;

        Polled(int block) {
            this.block = block;
        }

        @Override
        public int poll(RecordWriter out) {
            if (block == limit()) return 0;
            int done = 0;
            for (; block < limit(); block++) {
                List<Object> records = blocks.get(block);
                for (; record < records.size(); record++, done++) {
                    byte[] text = ((String) records.get(record)).getBytes(StandardCharsets.UTF_8);
                    RawMemory.copyFromArray(text, 0, memory, text.length);
                    if (out.append(memory, text.length) == RecordWriter.FULL) return done;
                }
                RawMemory.putByte(memory, (byte) (block + 1));
                out.position(memory, 1);
                out.seal();
                record = 0;
            }
            taken(block);
            return done;
        }

        @Override
        public void close() {
            NativeMemory.free(memory, MOST_BYTES, MemoryTag.TEST);
        }
    }
}
