package io.headrace.bench.legs;

import io.headrace.BatchTimes;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Batches of 1 ms without records, whose output runs all the same: how long each is, from when a job takes it to its commit, or without a directory
 * to the end of its output. Setting: {@code durability}.
 *
 * <p><b>Threading:</b> the main thread waits; the thread of the jobs and that of the log tell, whoever is the second of a batch computes.
 */
public final class EmptyBatches implements Contender, BatchTimes {
    static final String DURABILITY = "durability";
    static final String NONE = "none";

    private static final Duration INTERVAL = Duration.ofMillis(1);
    private static final int ROOM = 1 << 12; // batches on their way are far fewer
    private static final double MICRO = 1e3;
    private static final double SECOND = 1e9;

    private final ConcurrentHistogram histogram = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(100), 3);
    private final AtomicLongArray begun = new AtomicLongArray(ROOM);
    private final AtomicLongArray committed = new AtomicLongArray(ROOM);
    private final AtomicLong outputs = new AtomicLong();
    private volatile long measuredFrom = Long.MAX_VALUE;
    private boolean hasCommits;

    @Override
    public void run(Task task) throws Exception {
        String durability = task.text(DURABILITY);
        hasCommits = !durability.equals(NONE);
        Path directory = Scratch.directory("empty");
        StreamingContextBuilder builder = StreamingContext.builder("empty").batchInterval(INTERVAL);
        if (hasCommits) builder.directory(directory).durability(Durability.valueOf(durability));
        try (StreamingContext context = builder.build()) {
            context.addBatchTimes(this);
            context.polledUtf8Stream("silence", position -> new Silence())
                    .name("silence")
                    .foreachRDD(batch -> outputs.incrementAndGet());
            context.start();
            long start = System.nanoTime();
            measuredFrom = start + Math.round(task.warmUpSeconds() * SECOND);
            long end = measuredFrom + Math.round(task.seconds() * SECOND);
            while (System.nanoTime() < end) {
                if (context.awaitTerminationOrTimeout(1))
                    throw new IllegalStateException("the context has ended by itself");
            }
        } finally {
            Scratch.delete(directory);
        }
        if (histogram.getTotalCount() == 0 || outputs.get() < histogram.getTotalCount())
            throw new IllegalStateException(
                    histogram.getTotalCount() + " batches were measured, and " + outputs + " outputs run");
        task.answer("p50", histogram.getValueAtPercentile(50) / MICRO, "µs");
        task.answer("p99", histogram.getValueAtPercentile(99) / MICRO, "µs");
        task.answer("max", histogram.getMaxValue() / MICRO, "µs");
        task.answer("batches", (double) histogram.getTotalCount(), "batches");
    }

    @Override
    public void batchDone(long batchTimeMillis, long records, long scheduling, long processing) {
        long now = System.nanoTime();
        long begin = now - processing;
        if (records > 0) throw new IllegalStateException("there are " + records + " records in a batch");
        if (!hasCommits) {
            record(begin, now);
            return;
        }
        int place = place(batchTimeMillis);
        begun.set(place, begin);
        long end = committed.getAndSet(place, 0);
        if (end != 0 && begun.getAndSet(place, 0) != 0) record(begin, end);
    }

    @Override
    public void batchCommitted(long batchTimeMillis) {
        long end = System.nanoTime();
        int place = place(batchTimeMillis);
        committed.set(place, end);
        long begin = begun.getAndSet(place, 0);
        if (begin != 0 && committed.getAndSet(place, 0) != 0) record(begin, end);
    }

    private static int place(long batchTimeMillis) {
        return (int) Math.floorMod(batchTimeMillis / INTERVAL.toMillis(), (long) ROOM);
    }

    private void record(long begin, long end) {
        if (begin >= measuredFrom) histogram.recordValue(Math.max(0, end - begin));
    }

    /** Never has anything. */
    private static final class Silence implements PolledSource {
        @Override
        public int poll(RecordWriter out) {
            return 0;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
