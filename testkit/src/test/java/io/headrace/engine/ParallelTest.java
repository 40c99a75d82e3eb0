package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.DStreamLike;
import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.RddLike;
import io.headrace.Reducers;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.Values;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same program with one worker and with several, with one batch at a time and with several: the same results, in the same order. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ParallelTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final int BATCHES = 12;

    /** What each output gave of each batch, partition by partition. */
    private static final class Outputs {
        private final Map<String, String> given = new ConcurrentHashMap<>();
        private final List<String> order = Collections.synchronizedList(new ArrayList<>());

        <T> void collect(String name, DStreamLike<T, ?, ? extends RddLike<T>> stream) {
            stream.foreachRDD((rdd, time) -> note(name, time, String.valueOf(shown(rdd))));
        }

        private static <T> List<List<T>> shown(RddLike<T> rdd) {
            return rdd.glom().collect();
        }

        /** As {@link #collect}; the order of a partition's keys is nobody's promise, and is left out of it. */
        <T> void collectKeyed(String name, DStreamLike<T, ?, ? extends RddLike<T>> stream) {
            stream.foreachRDD((rdd, time) -> note(
                    name,
                    time,
                    rdd.glom().collect().stream()
                            .map(part -> part.stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .toList()
                                    .toString())
                            .toList()
                            .toString()));
        }

        void note(String name, Time time, String what) {
            String key = time.milliseconds() + " " + name;
            assertThat(given.put(key, what)).as("%s is given once", key).isNull();
            order.add(key);
        }

        Map<String, String> sorted() {
            return new TreeMap<>(given);
        }
    }

    private static List<List<List<Tuple2<String, Double>>>> input(long seed) {
        RandomGenerator random = new Random(seed);
        List<List<List<Tuple2<String, Double>>>> batches = new ArrayList<>();
        for (int b = 0; b < BATCHES; b++) {
            List<List<Tuple2<String, Double>>> partitions = new ArrayList<>();
            for (int p = 0; p < random.nextInt(9); p++) {
                List<Tuple2<String, Double>> part = new ArrayList<>();
                for (int i = 0; i < random.nextInt(60); i++)
                    part.add(new Tuple2<>("k" + random.nextInt(25), random.nextDouble() * 1e6 / 3));
                partitions.add(part);
            }
            batches.add(partitions);
        }
        return batches;
    }

    private static Outputs runAll(long seed, int workers, int concurrentJobs) throws Exception {
        Outputs outputs = new Outputs();
        try (StreamTest test = StreamTest.every(
                SECOND,
                builder -> builder.workers(workers)
                        .set("headrace.batch.concurrent.jobs", String.valueOf(concurrentJobs)))) {
            BatchFeed<Tuple2<String, Double>> feed = new BatchFeed<>();
            everything(test.stream(feed), outputs);
            for (List<List<Tuple2<String, Double>>> batch : input(seed)) feed.partitions(batch);
            test.advance(BATCHES);
        }
        return outputs;
    }

    private static void everything(DStream<Tuple2<String, Double>> stream, Outputs outputs) {
        PairDStream<String, Double> pairs = stream.mapToPair(pair -> pair);
        outputs.collect("map", stream.map(Tuple2::_2));
        outputs.collect(
                "flatMap", stream.flatMap(p -> List.of(p._1(), p._1() + "x").iterator()));
        outputs.collect("filter", stream.filter(p -> p._2() > 1e5));
        outputs.collect("glom", stream.glom());
        outputs.collect("repartition", stream.repartition(5));
        outputs.collect("union", stream.union(stream.filter(p -> p._2() < 2e5)));
        outputs.collect("count", stream.count());
        outputs.collect("reduce", stream.map(Tuple2::_2).reduce(Double::sum));
        outputs.collectKeyed("countByValue", stream.map(Tuple2::_1).countByValue());
        outputs.collect("mapValues", pairs.mapValues(v -> v / 3));
        outputs.collect("reduceByKey", pairs.reduceByKey(Double::sum));
        outputs.collect("group", pairs.groupByKey().mapValues(ParallelTest::listed));
        outputs.collect(
                "combine",
                pairs.combineByKey(v -> v + ";", (c, v) -> c + v + ";", (a, b) -> a + "|" + b, new HashPartitioner(3)));
        outputs.collect("window", stream.window(Durations.seconds(3)));
        outputs.collect("plain", pairs.reduceByKeyAndWindow(Double::sum, Durations.seconds(3)));
        outputs.collect(
                "inverse",
                pairs.mapValues(Double::longValue)
                        .reduceByKeyAndWindow(Long::sum, (a, b) -> a - b, Durations.seconds(4), Durations.seconds(2)));
        outputs.collect(
                "groupWindow", pairs.groupByKeyAndWindow(Durations.seconds(3)).mapValues(ParallelTest::listed));
        outputs.collect("state", pairs.<Double>updateStateByKey((values, state) -> {
            double sum = state.orElse(0.0);
            for (double value : values) sum = sum / 3 + value;
            return values.size() > 6 ? Optional.empty() : Optional.of(sum);
        }));
        outputs.collect("transform", stream.transform(rdd -> rdd.sortBy(Tuple2::_2, true, 2)));
    }

    private static String listed(Iterable<Double> values) {
        List<Double> list = new ArrayList<>();
        values.forEach(list::add);
        return list.toString();
    }

    /** One output of one batch after another, so that what differs can be read. */
    private static void compare(Map<String, String> actual, Map<String, String> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (output, rows) -> assertThat(actual.get(output)).as(output).isEqualTo(rows));
    }

    @Test
    void shouldGiveTheSameWithSeveralWorkers() throws Exception {
        long seed = Seed.random("ParallelTest").nextLong();
        Map<String, String> one = runAll(seed, 1, 1).sorted();
        assertThat(one).hasSizeGreaterThan(15 * BATCHES);
        compare(runAll(seed, 3, 1).sorted(), one);
        compare(runAll(seed, 2, 1).sorted(), one);
    }

    @Test
    void shouldGiveTheSameWithSeveralBatchesAtOnce() throws Exception {
        long seed = Seed.random("ParallelTest").nextLong();
        Map<String, String> one = runAll(seed, 1, 1).sorted();
        compare(runAll(seed, 1, 3).sorted(), one);
        compare(runAll(seed, 3, 3).sorted(), one);
    }

    /** Views come block by block: what the source seals is the same however many workers there are. */
    private static Map<String, String> views(int workers, int concurrentJobs) throws Exception {
        Outputs outputs = new Outputs();
        CountDownLatch all = new CountDownLatch(1);
        try (StreamTest test = StreamTest.every(
                SECOND,
                builder -> builder.workers(workers)
                        .set("headrace.batch.concurrent.jobs", String.valueOf(concurrentJobs)))) {
            var lines = test.context().polledUtf8Stream("blocks", position -> new Lines(all));
            var numbers = lines.mapToPair(Keys.text(ParallelTest::key), Values.ofDouble(ParallelTest::third));
            PairDStream<String, Double> sums = numbers.reduceByKey(Reducers.sumDouble());
            outputs.collectKeyed("sum", sums);
            outputs.collectKeyed("min", numbers.minByKey());
            outputs.collectKeyed("count", lines.countByValue());
            outputs.collectKeyed("window", numbers.reduceByKeyAndWindow(Reducers.maxDouble(), Durations.seconds(2)));
            test.context().start();
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            test.advance(4);
        }
        return outputs.sorted();
    }

    private static Utf8View key(Utf8View line) {
        return new Utf8View().wrap(line.address(), 2);
    }

    private static double third(Utf8View line) {
        return Long.parseLong(line.toString().substring(2)) / 3.0;
    }

    @Test
    void shouldFoldViewsTheSameWithSeveralWorkers() throws Exception {
        Map<String, String> one = views(1, 1);
        assertThat(one.toString()).contains("(k1,");
        compare(views(3, 1), one);
        compare(views(2, 3), one);
    }

    @Test
    void shouldRunOutputsOfABatchInOrderAndCommitBatchesInOrder() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Long> committed = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch together = new CountDownLatch(3);
        try (StreamTest test =
                StreamTest.every(SECOND, builder -> builder.set("headrace.batch.concurrent.jobs", "3"))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.context().addBatchTimes((time, records, delay, processing) -> committed.add(time));
            DStream<Integer> stream = test.stream(feed);
            stream.foreachRDD((rdd, time) -> {
                together.countDown(); // three batches are here at the same time, or this never ends
                assertThat(together.await(20, TimeUnit.SECONDS)).isTrue();
                order.add(time.milliseconds() + " first");
            });
            stream.foreachRDD((rdd, time) -> order.add(time.milliseconds() + " second " + rdd.collect()));
            for (int i = 0; i < 6; i++) feed.batch(i);
            test.context().start();
            test.clock().advance(Durations.seconds(6));
            while (committed.size() < 6)
                assertThat(test.context().awaitTerminationOrTimeout(2)).isFalse();
        }
        assertThat(committed).containsExactly(1000L, 2000L, 3000L, 4000L, 5000L, 6000L);
        for (long time : committed)
            assertThat(order.indexOf(time + " first"))
                    .isLessThan(order.indexOf(time + " second [" + (time / 1000 - 1) + "]"))
                    .isNotNegative();
    }

    @Test
    void shouldKeepTheWindowThatAnOutputReadsWhileLaterBatchesMoveIt() throws Exception {
        Map<Long, Map<String, Long>> slow = new ConcurrentHashMap<>();
        CountDownLatch later = new CountDownLatch(3);
        CountDownLatch all = new CountDownLatch(1);
        try (StreamTest test =
                StreamTest.every(SECOND, builder -> builder.set("headrace.batch.concurrent.jobs", "3"))) {
            var lines = test.context().polledUtf8Stream("blocks", position -> new Lines(all));
            lines.mapToPair(Keys.text(ParallelTest::key), Values.one())
                    .reduceByKeyAndWindow(Reducers.sumLong(), Durations.seconds(2))
                    .foreachRDD((rdd, time) -> {
                        later.countDown();
                        assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
                        Map<String, Long> seen = new TreeMap<>();
                        for (Tuple2<String, Long> pair : rdd.collect()) seen.put(pair._1(), pair._2());
                        slow.put(time.milliseconds(), seen);
                    });
            test.context().start();
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            test.clock().advance(Durations.seconds(4));
            while (slow.size() < 4)
                assertThat(test.context().awaitTerminationOrTimeout(2)).isFalse();
        }
        assertThat(slow.get(1000L)).isNotEmpty().isEqualTo(slow.get(2000L));
        assertThat(slow.get(3000L)).isEmpty();
        assertThat(slow.get(4000L)).isEmpty();
    }

    /** Lines in blocks of ten; then it is silent. */
    private static final class Lines implements PolledSource {
        private static final int BLOCKS = 12;
        private final CountDownLatch all;
        private final long address = NativeMemory.allocate(64, MemoryTag.TEST);
        private int next;

        Lines(CountDownLatch all) {
            this.all = all;
        }

        @Override
        public int poll(RecordWriter out) {
            if (next == 10 * BLOCKS) return 0;
            byte[] line = ("k" + next % 7 + (next * 7919 % 1000)).getBytes(StandardCharsets.UTF_8);
            RawMemory.copyFromArray(line, 0, address, line.length);
            if (out.append(address, line.length) == RecordWriter.FULL) return 0;
            next++;
            if (next % 10 == 0) out.seal();
            if (next == 10 * BLOCKS) all.countDown();
            return 1;
        }

        @Override
        public void close() {
            NativeMemory.free(address, 64, MemoryTag.TEST);
        }
    }
}
