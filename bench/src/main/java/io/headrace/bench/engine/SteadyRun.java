package io.headrace.bench.engine;

import com.sun.management.ThreadMXBean;
import io.headrace.Durations;
import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Utf8DStream;
import io.headrace.Values;
import io.headrace.bench.disk.Scratch;
import io.headrace.bench.report.Pace;
import io.headrace.memory.codec.Utf8View;
import io.headrace.wal.Durability;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Counts the words of very many lines on the whole engine, receiver to output, and tells what the engine's threads allocated. Under the
 * Epsilon collector, which never collects, it ends only if that is next to nothing.
 *
 * <p><b>Threading:</b> the calling thread waits.
 */
public final class SteadyRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String NAME = "steady";
    private static final long BATCH_MILLIS = 10;
    private static final long LOOK_MILLIS = 20;

    // Of the thread of the jobs; read when the run is over, or to look how far it is.
    private final AtomicLong words = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private long inOneBatch;

    private SteadyRun() {}

    /**
     * What a run did.
     *
     * @param bytes heap bytes that the engine's threads allocated from start to end, their start included
     * @param collectors of the JVM
     * @param collections that there were meanwhile
     */
    public record Figures(
            long records,
            long words,
            double recordsPerSecond,
            long batches,
            long bytes,
            double bytesPerRecord,
            List<String> collectors,
            long collections) {}

    /** Counts so many lines by batches, without a directory, and compares the number of words. */
    public static Figures run(long records, Consumer<String> progress) throws InterruptedException {
        return new SteadyRun().count(records, builder(), progress);
    }

    /** The same through the log, with running counts that outlive a crash. */
    public static Figures run(long records, Durability durability, Consumer<String> progress)
            throws InterruptedException {
        Path directory = Scratch.directory(NAME);
        try {
            return new SteadyRun().count(records, builder().directory(directory).durability(durability), progress);
        } finally {
            Scratch.delete(directory);
        }
    }

    private static StreamingContextBuilder builder() {
        return StreamingContext.builder(NAME).batchInterval(Durations.milliseconds(BATCH_MILLIS));
    }

    private Figures count(long records, StreamingContextBuilder builder, Consumer<String> progress)
            throws InterruptedException {
        try (StreamingContext context = builder.build()) {
            context.addBatchTimes((time, count, scheduling, processing) -> batches.incrementAndGet());
            Utf8DStream each = context.polledUtf8Stream("prepared lines", new EndlessLines(records))
                    .name("lines")
                    .split(' ');
            if (context.conf().directory() == null) countByBatch(each);
            else countOn(each);
            long collectionsBefore = collections();
            long start = System.nanoTime();
            Pace pace = new Pace(progress, "lines", records);
            context.start();
            while (words.get() < records * EndlessLines.WORDS) {
                if (context.awaitTerminationOrTimeout(LOOK_MILLIS))
                    throw new IllegalStateException("the context has ended after " + words + " words");
                pace.done(words.get() / EndlessLines.WORDS);
            }
            double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            long bytes = allocated();
            if (words.get() != records * EndlessLines.WORDS)
                throw new IllegalStateException(
                        words + " words counted in " + records + " lines of " + EndlessLines.WORDS);
            return new Figures(
                    records,
                    words.get(),
                    records / seconds,
                    batches.get(),
                    bytes,
                    bytes / (double) records,
                    ManagementFactory.getGarbageCollectorMXBeans().stream()
                            .map(GarbageCollectorMXBean::getName)
                            .toList(),
                    collections() - collectionsBefore);
        }
    }

    private void countByBatch(Utf8DStream each) {
        each.countByValue().foreachRDD(counts -> {
            inOneBatch = 0;
            counts.forEachText(this::add);
            words.addAndGet(inOneBatch);
        });
    }

    /** Each batch gives all words with what they count so far. */
    private void countOn(Utf8DStream each) {
        each.mapToPair(Keys.text(word -> word), Values.one())
                .updateStateByKey(Reducers.sumLong())
                .foreachRDD(counts -> {
                    inOneBatch = 0;
                    counts.forEachText(this::add);
                    words.set(inOneBatch);
                });
    }

    private void add(@SuppressWarnings("unused") Utf8View word, long count) {
        inOneBatch += count;
    }

    private static long allocated() {
        long sum = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(NAME + ": "))
                sum += THREADS.getThreadAllocatedBytes(thread.getThreadId());
        }
        return sum;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
