package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headrace.BatchTimes;
import io.headrace.Durations;
import io.headrace.FlatJoin;
import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.MapFlatStateDStream;
import io.headrace.PairDStream;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Values;
import io.headrace.ViewDStream;
import io.headrace.ViewPairs;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import io.headrace.wal.Durability;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the threads of an engine allocate in steady state: nothing for a record and nothing for a block, on any of them; a small constant for
 * a batch, for the handles that user code is given.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** For the handle of an Rdd and what calls it; records and blocks are many more than this in each batch. */
    private static final long MOST_BYTES_A_BATCH = 600;

    /** Where each partition of a result is a task of its own, and an action of the output as well. */
    private static final long MOST_BYTES_A_BATCH_OF_TASKS = 2_500;

    /** Checkpoints come by time and not by batches, and make names, a manifest and files: far less than an object for a record. */
    private static final long MOST_BYTES_A_RECORD_OF_CHECKPOINTS = 1;

    private static final long MOST_BYTES_OF_CHECKPOINTS = 20_000;

    private static final int WARM_UP_BATCHES = 200;
    private static final int MEASURED_BATCHES = 120;
    private static final int MOST_STRETCHES = 10;

    /** Sooner than a context says that it falls behind. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A trade, as a flat record. */
    interface Trade {
        long account();

        long quantity();
    }

    @TempDir
    Path directory;

    @Test
    void shouldAllocateNothingPerRecordFromASocketToAnOutput() throws Exception {
        AtomicLong words = new AtomicLong();
        try (TextServer server = new TextServer();
                StreamingContext context = StreamingContext.builder("alloc")
                        .batchInterval(Durations.milliseconds(5))
                        .build()) {
            Steps steps = new Steps();
            context.addBatchTimes(steps);
            context.socketUtf8Stream("localhost", server.port())
                    .split(' ')
                    .countByValue()
                    .foreachRDD(rdd -> rdd.forEachText((word, count) -> words.addAndGet(count)));
            context.start();
            try (TextServer.Client client = server.client()) {
                Thread sender = sender(client, steps);
                measure(context, steps);
                sender.interrupt();
            }
        }
        assertThat(words.get()).isPositive();
    }

    /** Sends so many lines for each batch that is done: enough to count, and no more than a slow build takes. */
    private static Thread sender(TextServer.Client client, Steps steps) {
        byte[] lines =
                "the quick brown fox jumps over the lazy dog\n".repeat(500).getBytes(StandardCharsets.UTF_8);
        Thread sender = new Thread(
                () -> {
                    try {
                        while (true) {
                            steps.done.acquire();
                            client.socket().getOutputStream().write(lines);
                        }
                    } catch (java.io.IOException | InterruptedException e) {
                        Thread.currentThread().interrupt(); // the test is over
                    }
                },
                "sender");
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    @Test
    void shouldAllocateNothingPerRecordWithTwoWorkers() throws Exception {
        AtomicLong sum = new AtomicLong();
        try (StreamingContext context = StreamingContext.builder("alloc")
                .batchInterval(Durations.milliseconds(5))
                .workers(2)
                .build()) {
            Steps steps = new Steps();
            context.addBatchTimes(steps);
            context.polledViewStream("trades", new Trades(2_500, steps), trades())
                    .mapToPair(Keys.ofLong(Trade::account), Values.ofLong(Trade::quantity))
                    .reduceByKey(Reducers.sumLong())
                    .foreachRDD(rdd -> rdd.forEachLong((account, quantity) -> sum.addAndGet(quantity)));
            context.start();
            measure(context, steps);
        }
        assertThat(sum.get()).isPositive();
    }

    @Test
    void shouldAllocateNextToNothingForAnEmptyBatch() throws Exception {
        AtomicLong sum = new AtomicLong();
        try (StreamingContext context = StreamingContext.builder("alloc")
                .batchInterval(Durations.milliseconds(2))
                .directory(directory.resolve("context"))
                .build()) {
            Steps steps = new Steps();
            context.addBatchTimes(steps);
            context.polledViewStream("trades", new Numbers(), trades())
                    .mapToPair(Keys.ofLong(Trade::account), Values.ofLong(Trade::quantity))
                    .reduceByKeyAndWindow(Reducers.sumLong(), Durations.milliseconds(50))
                    .foreachRDD(rdd -> rdd.forEachLong((account, quantity) -> sum.addAndGet(quantity)));
            context.start();
            measure(context, steps, 0);
        }
        assertThat(sum.get()).isZero();
    }

    private static FlatViews<Trade> trades() {
        FlatLayout layout =
                FlatLayout.builder().addLong("account").addLong("quantity").build();
        return FlatViews.of(Trade.class, layout);
    }

    @Test
    void shouldAllocateNothingPerRecordFromFlatRecordsToALoggedWindow() throws Exception {
        AtomicLong sum = new AtomicLong();
        try (StreamingContext context = StreamingContext.builder("alloc")
                .batchInterval(Durations.milliseconds(5))
                .directory(directory.resolve("context"))
                .durability(Durability.PROCESS)
                .build()) {
            Steps steps = new Steps();
            context.addBatchTimes(steps);
            context.polledViewStream("trades", new Trades(2_500, steps), trades())
                    .mapToPair(Keys.ofLong(Trade::account), Values.ofLong(Trade::quantity))
                    .reduceByKeyAndWindow(Reducers.sumLong(), Durations.milliseconds(50))
                    .foreachRDD(rdd -> rdd.forEachLong((account, quantity) -> sum.addAndGet(quantity)));
            context.start();
            measure(context, steps);
        }
        assertThat(sum.get()).isPositive();
    }

    @Test
    void shouldAllocateNothingPerRecordForLoggedRunningSums() throws Exception {
        measureRunningSums(trades -> trades.updateStateByKey(Reducers.sumLong()));
    }

    @Test
    void shouldAllocateNothingPerRecordForRunningSumsOfKeysWithNews() throws Exception {
        measureRunningSums(trades -> trades.mapWithState(Reducers.sumLong()));
    }

    private void measureRunningSums(RunningSums sums) throws Exception {
        AtomicLong sum = new AtomicLong();
        try (StreamingContext context = StreamingContext.builder("alloc")
                .batchInterval(Durations.milliseconds(5))
                .directory(directory.resolve("context"))
                .durability(Durability.PROCESS)
                .build()) {
            Steps steps = new Steps();
            context.addBatchTimes(steps);
            sums.of(context.polledViewStream("trades", new Trades(2_500, steps), trades())
                            .mapToPair(Keys.ofLong(Trade::account), Values.ofLong(Trade::quantity)))
                    .foreachRDD(rdd -> rdd.forEachLong((account, quantity) -> sum.addAndGet(quantity)));
            context.start();
            measure(context, steps);
        }
        assertThat(sum.get()).isPositive();
    }

    /** One way to keep running numbers. */
    private interface RunningSums {
        PairDStream<Long, Long> of(ViewPairs<Long, Long> pairs);
    }

    @Test
    void shouldAllocateNothingPerRecordForLoggedStatesOfFlatRecords() throws Exception {
        AtomicLong sum = new AtomicLong();
        FlatViews<Held> held = FlatViews.of(
                Held.class, FlatLayout.builder().addLong("quantity").build());
        try (StreamingContext context = StreamingContext.builder("alloc")
                .batchInterval(Durations.milliseconds(5))
                .directory(directory.resolve("context"))
                .durability(Durability.PROCESS)
                .build()) {
            Steps steps = new Steps();
            context.addBatchTimes(steps);
            MapFlatStateDStream<Long, Held, Held> mapped = context.polledViewStream(
                            "trades", new Trades(2_500, steps), trades())
                    .mapWithState(
                            Keys.ofLong(Trade::account),
                            FlatStateSpec.<Trade, Held, Held>function(held, held, (trade, state, out) -> {
                                        Held all = state.get();
                                        all.quantity(all.quantity() + trade.quantity());
                                        out.add().quantity(all.quantity());
                                    })
                                    .timeout(Durations.minutes(1)));
            mapped.foreachRDD(rdd -> rdd.foreach(one -> sum.addAndGet(one.quantity())));
            mapped.stateSnapshots().foreachRDD(rdd -> rdd.foreach(one -> sum.addAndGet(one.quantity())));
            context.start();
            measure(context, steps, 500, MOST_BYTES_A_BATCH_OF_TASKS);
        }
        assertThat(sum.get()).isPositive();
    }

    @Test
    void shouldAllocateNothingPerRecordForALoggedJoinOfFlatRecords() throws Exception {
        AtomicLong sum = new AtomicLong();
        FlatViews<Held> held = FlatViews.of(
                Held.class, FlatLayout.builder().addLong("quantity").build());
        try (StreamingContext context = StreamingContext.builder("alloc")
                .batchInterval(Durations.milliseconds(5))
                .directory(directory.resolve("context"))
                .durability(Durability.PROCESS)
                .build()) {
            Steps steps = new Steps();
            context.addBatchTimes(steps);
            // Few enough for the pairs of a window, which go by the square, to be made in time on a busy machine.
            ViewDStream<Trade> trades = context.polledViewStream("trades", new Trades(1_000, steps), trades());
            Duration window = Durations.milliseconds(20);
            trades.filter(trade -> trade.account() < 500)
                    .join(
                            trades.filter(trade -> trade.account() < 1_000),
                            FlatJoin.<Trade, Trade, Held>on(
                                            Keys.ofLong(Trade::account),
                                            Keys.ofLong(Trade::account),
                                            held,
                                            (left, right, out) -> out.add().quantity(right.quantity() + 1))
                                    .window(window, window))
                    .foreachRDD(rdd -> rdd.foreach(one -> sum.addAndGet(one.quantity())));
            context.start();
            measure(context, steps, 500, MOST_BYTES_A_BATCH_OF_TASKS);
        }
        assertThat(sum.get()).isPositive();
    }

    /** A state, as a flat record. */
    interface Held {
        long quantity();

        Held quantity(long quantity);
    }

    /**
     * So many trades for each batch that is done: records enough, however fast the machine is, and no more than a slow one takes.
     *
     * <p><b>Threading:</b> the thread that polls.
     */
    private record Trades(int perBatch, Steps steps) implements SourceFactory {
        private static final int ACCOUNTS = 1_000;

        @Override
        public PolledSource open(byte[] position) {
            return new PolledTrades(this);
        }
    }

    private static final class PolledTrades implements PolledSource {
        private static final int BYTES = 3 * Long.BYTES;

        private final Trades trades;
        private final long record = NativeMemory.allocate(BYTES, MemoryTag.TEST);
        private long next;

        PolledTrades(Trades trades) {
            this.trades = trades;
        }

        @Override
        public int poll(RecordWriter out) {
            long end = (trades.steps.batches.get() + 1) * trades.perBatch;
            long first = next;
            for (; next < end; next++) {
                RawMemory.putLong(record, next % Trades.ACCOUNTS);
                RawMemory.putLong(record + Long.BYTES, 1);
                if (out.append(record, 2 * Long.BYTES) == RecordWriter.FULL) break;
                RawMemory.putLong(record + 2 * Long.BYTES, next + 1);
                out.position(record + 2 * Long.BYTES, Long.BYTES);
            }
            return (int) (next - first);
        }

        @Override
        public void close() {
            NativeMemory.free(record, BYTES, MemoryTag.TEST);
        }
    }

    /** Counts batches and records. */
    private static final class Steps implements BatchTimes {
        final Semaphore done = new Semaphore(0);
        private final AtomicLong batches = new AtomicLong();
        private final AtomicLong records = new AtomicLong();
        private final AtomicLong late = new AtomicLong();

        @Override
        public void batchDone(long timeMillis, long count, long schedulingDelayNanos, long processingDelayNanos) {
            records.addAndGet(count);
            if (schedulingDelayNanos > LATE_NANOS) late.incrementAndGet();
            batches.incrementAndGet();
            done.release();
        }

        void await(StreamingContext context, long count) throws InterruptedException {
            while (batches.get() < count)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }
    }

    private static void measure(StreamingContext context, Steps steps) throws InterruptedException {
        measure(context, steps, 100);
    }

    private static void measure(StreamingContext context, Steps steps, long leastRecordsABatch)
            throws InterruptedException {
        measure(context, steps, leastRecordsABatch, MOST_BYTES_A_BATCH);
    }

    private static void measure(StreamingContext context, Steps steps, long leastRecordsABatch, long mostBytesABatch)
            throws InterruptedException {
        steps.await(context, WARM_UP_BATCHES);
        Stretch stretch = Stretch.of(context, steps);
        for (int more = 0; !stretch.isSteady(leastRecordsABatch) && more < MOST_STRETCHES; more++)
            stretch = Stretch.of(context, steps);
        System.out.println(stretch);
        assertThat(stretch.records).isGreaterThanOrEqualTo(leastRecordsABatch * stretch.batches);
        assertThat(stretch.bytes / stretch.batches).isLessThan(mostBytesABatch);
        assertThat(stretch.bytesOfCheckpoints)
                .isLessThan(MOST_BYTES_OF_CHECKPOINTS + stretch.records * MOST_BYTES_A_RECORD_OF_CHECKPOINTS);
    }

    /** What went by while some batches were run. */
    private record Stretch(long bytes, long batches, long records, long late, long bytesOfCheckpoints) {
        static Stretch of(StreamingContext context, Steps steps) throws InterruptedException {
            Stretch begin = now(steps);
            steps.await(context, begin.batches + MEASURED_BATCHES);
            Stretch end = now(steps);
            return new Stretch(
                    end.bytes - begin.bytes,
                    end.batches - begin.batches,
                    end.records - begin.records,
                    end.late - begin.late,
                    end.bytesOfCheckpoints - begin.bytesOfCheckpoints);
        }

        /**
         * Whether it may be measured. A context that falls behind says so, and holds more than ever before; and when it makes up for ticks
         * that a machine stood still, its batches are empty.
         */
        boolean isSteady(long leastRecordsABatch) {
            return late == 0 && records >= leastRecordsABatch * batches;
        }

        private static Stretch now(Steps steps) {
            return new Stretch(
                    allocated(false), steps.batches.get(), steps.records.get(), steps.late.get(), allocated(true));
        }

        @Override
        public String toString() {
            return bytes + " bytes for " + batches + " batches of " + records + " records, and " + bytesOfCheckpoints
                    + " for checkpoints";
        }
    }

    private static long allocated(boolean ofCheckpoints) {
        long sum = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null
                    && thread.getThreadName().startsWith("alloc: ")
                    && thread.getThreadName().equals("alloc: checkpoint") == ofCheckpoints)
                sum += THREADS.getThreadAllocatedBytes(thread.getThreadId());
        }
        return sum;
    }
}
