package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.FlatStateSpec;
import io.headrace.HashPartitioner;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Tuple2;
import io.headrace.Utf8DStream;
import io.headrace.ViewDStream;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.source.RateSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mapWithState} on views gives what it gives on objects: both run in one program, on the same batches. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MapFlatStateTest {
    private static final Duration INTERVAL = Durations.milliseconds(10);
    private static final Duration TIMEOUT = Durations.milliseconds(50);
    private static final int RECORDS_A_SECOND = 20_000;
    private static final int RECORDS = 4_000;
    private static final int RECORDS_A_KEY = 40;
    private static final String GONE = " gone";

    /** A record that comes in. */
    interface In {
        long key();

        long value();
    }

    /** The state of a key. */
    interface Sum {
        long key();

        Sum key(long key);

        long sum();

        Sum sum(long sum);
    }

    /** What became of a record, or of a key that has gone. */
    interface Out {
        long key();

        Out key(long key);

        long value();

        Out value(long value);

        long before();

        Out before(long before);
    }

    private static final long GONE_VALUE = -7;

    private static final FlatViews<In> INS = FlatViews.of(
            In.class, FlatLayout.builder().addLong("key").addLong("value").build());
    private static final FlatViews<Sum> SUMS = FlatViews.of(
            Sum.class, FlatLayout.builder().addLong("key").addLong("sum").build());
    private static final FlatViews<Out> OUTS = FlatViews.of(
            Out.class,
            FlatLayout.builder()
                    .addLong("key")
                    .addLong("value")
                    .addLong("before")
                    .build());

    @TempDir
    Path directory;

    /** 0 forgets the key, 1 only looks, all else is added. */
    private static void onViews(long key, long value, FlatState<Sum> state, FlatOut<Out> out) {
        long before = state.exists() ? state.get().sum() : -1;
        if (value == 0) state.remove();
        else if (value > 1) state.get().key(key).sum(Math.max(0, before) + value);
        out.add().key(key).value(value).before(before);
    }

    private static void lastLook(Sum state, FlatOut<Out> out) {
        out.add().key(state.key()).value(GONE_VALUE).before(state.sum());
    }

    private static String shown(Out out) {
        return out.key() + (out.value() == GONE_VALUE ? GONE : " " + out.value()) + " " + out.before();
    }

    private static String onObjects(Long key, Optional<Long> value, State<Long> state) {
        long before = state.exists() ? state.get() : -1;
        if (state.isTimingOut()) return key + GONE + " " + before;
        long number = value.orElseThrow();
        if (number == 0 && state.exists()) state.remove();
        else if (number > 1) state.update(Math.max(0, before) + number);
        return key + " " + number + " " + before;
    }

    private static PairDStream<Long, Long> pairs(DStream<Tuple2<Long, Long>> pairs) {
        return pairs.mapToPair(pair -> pair);
    }

    /** Keys come for a while, and then never again. */
    private static long keyOf(long seed, long number) {
        return number / RECORDS_A_KEY + random(seed, number) % 5;
    }

    private static long valueOf(long seed, long number) {
        return random(seed ^ 1, number) % 6;
    }

    private static long random(long seed, long number) {
        long mixed = (number + seed) * 0x9E3779B97F4A7C15L;
        return ((mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L) >>> 33;
    }

    private static ViewDStream<In> flatRecords(StreamingContext context, long seed) {
        return context.polledViewStream(
                        "records",
                        new RateSource(RECORDS_A_SECOND, (number, address, capacity) -> {
                            if (capacity < 2 * Long.BYTES) throw new IllegalArgumentException("no room");
                            RawMemory.putLong(address, keyOf(seed, number));
                            RawMemory.putLong(address + Long.BYTES, valueOf(seed, number));
                            return 2 * Long.BYTES;
                        }),
                        INS)
                .name("records");
    }

    private static Utf8DStream texts(StreamingContext context, long seed) {
        return context.polledUtf8Stream("texts", new RateSource(RECORDS_A_SECOND, (number, address, capacity) -> {
                    byte[] text = (keyOf(seed, number) + " " + valueOf(seed, number)).getBytes(StandardCharsets.UTF_8);
                    if (capacity < text.length) throw new IllegalArgumentException("no room");
                    RawMemory.copyFromArray(text, 0, address, text.length);
                    return text.length;
                }))
                .name("texts");
    }

    /** Aims at the part before the space. */
    private static Utf8View keyText(Utf8View line) {
        int length = 0;
        while (RawMemory.getByte(line.address() + length) != ' ') length++;
        return new Utf8View().wrap(line.address(), length);
    }

    private static long numberIn(Utf8View line, int part) {
        return Long.parseLong(line.toString().split(" ", -1)[part]);
    }

    /** What both forms give, batch by batch. */
    private static final class Both {
        final Map<Long, List<String>> views = new TreeMap<>();
        final Map<Long, List<String>> objects = new TreeMap<>();

        void collect(DStream<String> ofViews, DStream<String> ofObjects) {
            collect(ofViews, views);
            collect(ofObjects, objects);
        }

        private void collect(DStream<String> stream, Map<Long, List<String>> to) {
            stream.foreachRDD((rdd, time) -> {
                List<String> rows = rdd.collect();
                synchronized (this) {
                    to.put(time.milliseconds(), rows);
                }
            });
        }

        synchronized long results() {
            return objects.values().stream().mapToLong(List::size).sum();
        }

        synchronized long gone() {
            return objects.values().stream()
                    .flatMap(List::stream)
                    .filter(row -> row.contains(GONE))
                    .count();
        }

        /** In order in each partition; those that time out in one batch are in the order of touching. */
        synchronized void assertSame() {
            assertThat(views).isEqualTo(objects);
        }

        void await(StreamingContext context) throws InterruptedException {
            while (results() < RECORDS || gone() < 20)
                assertThat(context.awaitTerminationOrTimeout(5)).isFalse();
        }
    }

    private static StreamingContextBuilder builder(RandomGenerator random) {
        return StreamingContext.builder("both").batchInterval(INTERVAL).workers(1 + random.nextInt(3));
    }

    private static void programOnRecords(StreamingContext context, long seed, int partitions, Both both) {
        ViewDStream<In> records = flatRecords(context, seed);
        ViewDStream<Out> views = records.mapWithState(
                        Keys.ofLong(In::key),
                        FlatStateSpec.<In, Sum, Out>function(
                                        SUMS, OUTS, (in, state, out) -> onViews(in.key(), in.value(), state, out))
                                .timeout(TIMEOUT, MapFlatStateTest::lastLook)
                                .numPartitions(partitions))
                .name("views");
        DStream<String> objects = pairs(records.map(in -> new Tuple2<>(in.key(), in.value())))
                .mapWithState(StateSpec.function(MapFlatStateTest::onObjects)
                        .timeout(TIMEOUT)
                        .numPartitions(partitions))
                .name("objects");
        both.collect(views.map(MapFlatStateTest::shown), objects);
    }

    @Test
    void shouldGiveWhatObjectsGiveForFlatRecords() throws Exception {
        RandomGenerator random = Seed.random("MapFlatStateTest");
        long seed = random.nextInt(1_000_000);
        Both both = new Both();
        try (StreamingContext context = builder(random).build()) {
            programOnRecords(context, seed, 1 + random.nextInt(6), both);
            context.start();
            both.await(context);
        }
        both.assertSame();
    }

    @Test
    void shouldGiveWhatObjectsGiveForTexts() throws Exception {
        RandomGenerator random = Seed.random("MapFlatStateTest");
        long seed = random.nextInt(1_000_000);
        int partitions = 1 + random.nextInt(6);
        Both both = new Both();
        try (StreamingContext context = builder(random).build()) {
            Utf8DStream lines = texts(context, seed);
            ViewDStream<Out> views = lines.mapWithState(
                    Keys.text(MapFlatStateTest::keyText),
                    FlatStateSpec.<Utf8View, Sum, Out>function(
                                    SUMS,
                                    OUTS,
                                    (line, state, out) -> onViews(numberIn(line, 0), numberIn(line, 1), state, out))
                            .timeout(TIMEOUT, MapFlatStateTest::lastLook)
                            .numPartitions(partitions));
            DStream<String> objects = lines.toStrings()
                    .mapToPair(line -> new Tuple2<>(line.split(" ", -1)[0], Long.parseLong(line.split(" ", -1)[1])))
                    .mapWithState(StateSpec.function((String key, Optional<Long> value, State<Long> state) ->
                                    onObjects(Long.parseLong(key), value, state))
                            .timeout(TIMEOUT)
                            .numPartitions(partitions))
                    .map(text -> text);
            both.collect(views.map(MapFlatStateTest::shown), objects);
            context.start();
            both.await(context);
        }
        both.assertSame();
    }

    @Test
    void shouldGoOnWithWhatIsStored() throws Exception {
        RandomGenerator random = Seed.random("MapFlatStateTest");
        long seed = random.nextInt(1_000_000);
        int partitions = 1 + random.nextInt(6);
        for (int run = 0; run < 2; run++) {
            Both both = new Both();
            try (StreamingContext context =
                    builder(random).directory(directory.resolve("context")).build()) {
                programOnRecords(context, seed, partitions, both);
                context.start();
                both.await(context);
            }
            both.assertSame();
        }
    }

    @Test
    void shouldRefuseStatesOfOtherFields() throws Exception {
        Path stored = directory.resolve("context");
        Both both = new Both();
        try (StreamingContext context = StreamingContext.builder("both")
                .batchInterval(INTERVAL)
                .directory(stored)
                .build()) {
            programOnRecords(context, 1, 2, both);
            context.start();
            both.await(context);
        }
        try (StreamingContext context = StreamingContext.builder("both")
                .batchInterval(INTERVAL)
                .directory(stored)
                .build()) {
            FlatViews<In> others = FlatViews.of(
                    In.class,
                    FlatLayout.builder().addLong("value").addLong("key").build());
            flatRecords(context, 1)
                    .mapWithState(
                            Keys.ofLong(In::key),
                            FlatStateSpec.<In, In, Out>function(others, OUTS, (in, state, out) -> out.add()))
                    .name("views")
                    .foreachRDD(rdd -> {});
            flatRecords(context, 1).name("objects").foreachRDD(rdd -> {});
            assertThatThrownBy(context::start).hasMessageContaining("views");
        }
    }

    @Test
    void shouldPlaceKeysByAPartitionerAndKnowTheTimeOfTheBatch() throws Exception {
        List<String> wrong = new ArrayList<>();
        AtomicLong seen = new AtomicLong();
        try (StreamingContext context =
                StreamingContext.builder("placed").batchInterval(INTERVAL).build()) {
            flatRecords(context, 1)
                    .mapWithState(
                            Keys.ofLong(In::key),
                            FlatStateSpec.<In, Sum, Out>function(
                                            SUMS,
                                            OUTS,
                                            (in, state, out) ->
                                                    out.add().key(in.key()).before(state.batchMillis()))
                                    .partitioner(new HashPartitioner(3)))
                    .map(out -> new Tuple2<>(out.key(), out.before()))
                    .foreachRDD((rdd, time) -> {
                        List<List<Tuple2<Long, Long>>> parts = rdd.glom().collect();
                        for (int part = 0; part < parts.size(); part++) {
                            for (Tuple2<Long, Long> row : parts.get(part)) {
                                boolean isRight = row._1() % 3 == part && row._2() == time.milliseconds();
                                if (!isRight) wrong.add(row + " in partition " + part + " at " + time);
                                seen.incrementAndGet();
                            }
                        }
                    });
            context.start();
            while (seen.get() < RECORDS)
                assertThat(context.awaitTerminationOrTimeout(5)).isFalse();
        }
        assertThat(wrong).isEmpty();
    }

    /** Runs a program that fails, and returns why. */
    private static Throwable failureOf(FlatStateSpec<In, Sum, Out> spec) throws InterruptedException {
        try (StreamingContext context =
                StreamingContext.builder("fails").batchInterval(INTERVAL).build()) {
            flatRecords(context, 1).mapWithState(Keys.ofLong(In::key), spec).foreachRDD(rdd -> {});
            context.start();
            while (true) {
                if (context.awaitTerminationOrTimeout(5)) throw new AssertionError("it ended well");
            }
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    void shouldNameTheOperationAndTheKeyOfACallThatThrows() throws Exception {
        Throwable failure = failureOf(FlatStateSpec.function(SUMS, OUTS, (in, state, out) -> {
            throw new IllegalStateException("no such account");
        }));
        assertThat(failure)
                .hasMessageContaining("mapWithState at")
                .hasMessageContaining("MapFlatStateTest.java")
                .hasMessageContaining("no such account")
                .hasMessageContaining("key ");
    }

    @Test
    void shouldRefuseAStateAndAnOutletThatWereKept() throws Exception {
        AtomicReference<FlatState<Sum>> kept = new AtomicReference<>();
        AtomicReference<FlatOut<Out>> keptOut = new AtomicReference<>();
        List<Throwable> thrown = new ArrayList<>();
        try (StreamingContext context =
                StreamingContext.builder("keeps").batchInterval(INTERVAL).build()) {
            flatRecords(context, 1)
                    .mapWithState(
                            Keys.ofLong(In::key), FlatStateSpec.<In, Sum, Out>function(SUMS, OUTS, (in, state, out) -> {
                                kept.set(state);
                                keptOut.set(out);
                            }))
                    .foreachRDD(rdd -> {
                        if (kept.get() == null) return;
                        synchronized (thrown) {
                            if (!thrown.isEmpty()) return;
                            thrown.add(thrownBy(() -> kept.get().get()));
                            thrown.add(thrownBy(() -> keptOut.get().add()));
                        }
                    });
            context.start();
            while (true) {
                synchronized (thrown) {
                    if (!thrown.isEmpty()) break;
                }
                assertThat(context.awaitTerminationOrTimeout(5)).isFalse();
            }
        }
        assertThat(thrown.get(0)).hasMessageContaining("after the call that it was given to");
        assertThat(thrown.get(1)).hasMessageContaining("after the call that its outlet was given to");
    }

    private static Throwable thrownBy(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            return e;
        }
        return new AssertionError("nothing was thrown");
    }

    @Test
    void shouldRefuseRecordsThatCannotBeCopied() throws Exception {
        try (StreamingContext context =
                StreamingContext.builder("objects").batchInterval(INTERVAL).build()) {
            flatRecords(context, 1)
                    .<Long>flatMap((in, out) -> out.accept(in.key()))
                    .mapWithState(
                            Keys.ofLong(key -> key),
                            FlatStateSpec.<Long, Sum, Out>function(SUMS, OUTS, (key, state, out) -> out.add()))
                    .foreachRDD(rdd -> {});
            context.start();
            assertThatThrownBy(() -> {
                        while (!context.awaitTerminationOrTimeout(5)) Thread.onSpinWait();
                    })
                    .hasMessageContaining("java.lang.Long, which cannot be copied");
        }
    }

    @Test
    void shouldRefuseStatesOfNoFixedLengthAndTimeoutsOfNothing() {
        FlatViews<Sum> endless = FlatViews.of(
                Sum.class,
                FlatLayout.builder()
                        .addLong("key")
                        .addLong("sum")
                        .addText("note")
                        .build());
        assertThatThrownBy(() -> FlatStateSpec.function(endless, OUTS, (in, state, out) -> {}))
                .hasMessageContaining("no fixed length");
        assertThatThrownBy(() -> FlatStateSpec.function(SUMS, OUTS, (in, state, out) -> {})
                        .timeout(Duration.ZERO))
                .hasMessageContaining("timeout");
    }
}
