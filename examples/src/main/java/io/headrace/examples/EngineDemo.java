package io.headrace.examples;

import io.headrace.Durations;
import io.headrace.PairRdd;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A word count over a loopback socket, from the receiver to the output: lines are views, words are views, and no record makes an object.
 * It tells the top words of each second, and at the end how fast it was and what it allocated.
 *
 * <p><b>Threading:</b> the calling thread waits and tells; the output runs on the engine's.
 */
public final class EngineDemo implements AutoCloseable {
    private static final String NAME = "demo";
    private static final long SEED = 20261121;
    private static final int TOP = 5;
    private static final long BATCH_MILLIS = 10;
    private static final long SECOND_MILLIS = 1000;
    private static final long BATCH_COMES_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_MILLIS = 5;

    private final KeyTable totals = new KeyTable(Long.BYTES, TableOptions.named("word counts"));
    private final KeyTable ofSecond = new KeyTable(Long.BYTES, TableOptions.named("words of a second"));
    private final Latencies latencies = new Latencies();
    private final LineServer server;
    private final HeapMeter heap = new HeapMeter(NAME + ": ");

    // Written by the output, under this object's lock, once a batch.
    private long words;
    private long records;
    private long recordsBefore;
    private long measuredRecords;
    private boolean isMeasuring;

    private EngineDemo(LineServer server) {
        this.server = server;
    }

    /** Counts for so long, tells the top words each second, and returns the figures. */
    public static DemoReport run(int seconds, Consumer<String> out) throws IOException, InterruptedException {
        return run(seconds, out, UnaryOperator.identity());
    }

    /**
     * As {@link #run(int, Consumer)}.
     *
     * @param settings adds to the settings of the context
     */
    public static DemoReport run(int seconds, Consumer<String> out, UnaryOperator<StreamingContextBuilder> settings)
            throws IOException, InterruptedException {
        out.accept("A word count on the engine: generated lines come over a loopback socket, in batches of "
                + BATCH_MILLIS + " ms.");
        try (LineServer server = LineServer.start(ZipfLines.text(SEED));
                EngineDemo demo = new EngineDemo(server)) {
            return demo.count(seconds, out, settings);
        }
    }

    private DemoReport count(int seconds, Consumer<String> out, UnaryOperator<StreamingContextBuilder> settings)
            throws InterruptedException {
        try (StreamingContext context = settings.apply(StreamingContext.builder(NAME))
                .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                .build()) {
            context.addBatchTimes(this::batchDone);
            context.socketUtf8Stream("localhost", server.port())
                    .split(' ')
                    .countByValue()
                    .foreachRDD(this::add);
            context.start();
            if (context.consoleUri() != null) out.accept("Look at " + context.consoleUri());
            // On a crowded machine a second may pass before anything is counted; it is no second of the demo.
            await(context, this::hasCounted);
            long start = System.nanoTime();
            for (int second = 1; second <= seconds; second++) {
                if (second == 1) awaitWarm(context, seconds);
                else context.awaitTerminationOrTimeout(SECOND_MILLIS);
                out.accept(topOfSecond(second));
            }
            await(context, this::hasMeasured);
            return report((System.nanoTime() - start) / 1e9);
        }
    }

    /** The first second, behind which it is warm: the JIT has settled, and tables have their size. A second that is the only one is warm half. */
    private void awaitWarm(StreamingContext context, int seconds) throws InterruptedException {
        long cold = seconds == 1 ? SECOND_MILLIS / 2 : SECOND_MILLIS;
        context.awaitTerminationOrTimeout(cold);
        measure();
        if (cold < SECOND_MILLIS) context.awaitTerminationOrTimeout(SECOND_MILLIS - cold);
    }

    private static void await(StreamingContext context, BooleanSupplier isThere) throws InterruptedException {
        long end = System.nanoTime() + BATCH_COMES_WITHIN_NANOS;
        while (!isThere.getAsBoolean() && System.nanoTime() - end < 0) {
            if (context.awaitTerminationOrTimeout(LOOK_MILLIS)) return;
        }
    }

    private synchronized boolean hasCounted() {
        return records > 0;
    }

    private synchronized boolean hasMeasured() {
        return measuredRecords > 0;
    }

    /** The output of each batch: one call for each different word. */
    private synchronized void add(PairRdd<String, Long> counts) {
        counts.forEachText(this::addWord);
    }

    private void addWord(Utf8View word, long count) {
        addTo(totals, word, count);
        addTo(ofSecond, word, count);
        words += count;
    }

    private static void addTo(KeyTable table, Utf8View word, long count) {
        long at = table.upsert(word.address(), word.length());
        if (at == KeyTable.FULL)
            throw new IllegalStateException("no memory for another word: raise -Dheadrace.memory.limit");
        RawMemory.putLong(at, RawMemory.getLong(at) + count);
    }

    private synchronized void batchDone(
            long timeMillis, long lines, long schedulingDelayNanos, long processingDelayNanos) {
        records += lines;
        server.counted(records);
        if (!isMeasuring) return;
        measuredRecords += lines;
        latencies.record(schedulingDelayNanos + processingDelayNanos);
    }

    private synchronized void measure() {
        isMeasuring = true;
        heap.start();
    }

    private synchronized DemoReport report(double elapsed) {
        heap.stop();
        return new DemoReport(
                "word count on the engine, from a loopback socket, on views",
                records,
                words,
                records / elapsed,
                latencies.percentileMicros(50),
                latencies.percentileMicros(99),
                heap.bytes() / (double) Math.max(1, measuredRecords),
                heap.gcCount());
    }

    /** {@code  3 s   1,234,567 lines   the 82157, quick 41239}. */
    private synchronized String topOfSecond(int second) {
        List<Count> all = new ArrayList<>();
        ofSecond.forEach((key, length, value) ->
                all.add(new Count(new Utf8View().wrap(key, length).toString(), RawMemory.getLong(value))));
        ofSecond.clear();
        all.sort(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::word));
        String top = all.stream().limit(TOP).map(Count::toString).collect(Collectors.joining(", "));
        long lines = records - recordsBefore;
        recordsBefore = records;
        return String.format(
                Locale.ROOT, "%2d s %,11d lines   %s", second, lines, top.isEmpty() ? "no batch yet" : top);
    }

    @Override
    public void close() {
        totals.close();
        ofSecond.close();
    }

    /** A word and its count. */
    record Count(String word, long count) {
        @Override
        public String toString() {
            return word + " " + count;
        }
    }
}
