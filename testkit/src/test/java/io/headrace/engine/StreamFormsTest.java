package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.Reducers;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.StorageLevels;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.function.FlatMapFunction;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every form of the operations on streams: what is said about partitions changes no result. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StreamFormsTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final Partitioner TWO = new HashPartitioner(2);

    /** Three batches of words. */
    private static PairDStream<String, Integer> words(StreamTest test) {
        BatchFeed<String> feed = new BatchFeed<>();
        feed.partitions(List.of(List.of("a", "b", "a"), List.of("c")))
                .batch("b")
                .batch("a", "c");
        return test.stream(feed).mapToPair(word -> new Tuple2<>(word, 1));
    }

    private static int sum(Iterable<Integer> numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToInt(n -> n)
                .sum();
    }

    /** Runs three batches; all outputs are alike in each, in any order. */
    private static void assertAlike(StreamTest test, List<? extends PairDStream<String, Integer>> forms)
            throws Exception {
        List<Collected<Tuple2<String, Integer>>> all = new ArrayList<>();
        for (PairDStream<String, Integer> form : forms) all.add(test.collect(form));
        test.advance(3);
        for (int batch = 0; batch < 3; batch++) {
            List<Tuple2<String, Integer>> first = all.get(0).batches().get(batch);
            assertThat(first).isNotEmpty();
            for (Collected<Tuple2<String, Integer>> other : all)
                assertThat(other.batches().get(batch)).containsExactlyInAnyOrderElementsOf(first);
        }
    }

    @Test
    void shouldFoldByKeyTheSameInEachForm() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            PairDStream<String, Integer> words = words(test);
            assertAlike(
                    test,
                    List.of(
                            words.reduceByKey(Integer::sum),
                            words.groupByKey().mapValues(StreamFormsTest::sum),
                            words.groupByKey(3).mapValues(StreamFormsTest::sum),
                            words.groupByKey(TWO).mapValues(StreamFormsTest::sum),
                            words.combineByKey(v -> v, Integer::sum, Integer::sum, TWO, false),
                            words.cogroup(words, TWO).mapValues(both -> sum(both._1()))));
        }
    }

    @Test
    void shouldFoldWindowsTheSameInEachForm() throws Exception {
        Duration window = Durations.seconds(2);
        try (StreamTest test = StreamTest.every(SECOND)) {
            PairDStream<String, Integer> words = words(test);
            assertAlike(
                    test,
                    List.of(
                            words.reduceByKeyAndWindow(Integer::sum, window, SECOND),
                            words.reduceByKeyAndWindow(Integer::sum, window),
                            words.reduceByKeyAndWindow(Integer::sum, window, SECOND, TWO),
                            words.groupByKeyAndWindow(window).mapValues(StreamFormsTest::sum),
                            words.groupByKeyAndWindow(window, SECOND, 3).mapValues(StreamFormsTest::sum),
                            words.groupByKeyAndWindow(window, SECOND, TWO).mapValues(StreamFormsTest::sum)));
        }
    }

    private static Iterator<Tuple2<String, Integer>> allNext(
            Iterator<Tuple2<String, Tuple2<List<Integer>, Optional<Integer>>>> all) {
        List<Tuple2<String, Integer>> next = new ArrayList<>();
        all.forEachRemaining(row -> next.add(
                new Tuple2<>(row._1(), sum(row._2()._1()) + row._2()._2().orElse(0))));
        return next.iterator();
    }

    @Test
    void shouldUpdateStatesTheSameInEachForm() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            PairDStream<String, Integer> words = words(test);
            PairRdd<String, Integer> none = test.context().parallelizePairs(List.of(), 1);
            FlatMapFunction<Iterator<Tuple2<String, Tuple2<List<Integer>, Optional<Integer>>>>, Tuple2<String, Integer>>
                    whole = StreamFormsTest::allNext;
            assertAlike(
                    test,
                    List.of(
                            words.<Integer>updateStateByKey((values, old) -> Optional.of(sum(values) + old.orElse(0))),
                            words.<Integer>updateStateByKey(
                                    (Time time, String key, List<Integer> values, Optional<Integer> old) ->
                                            Optional.of(sum(values) + old.orElse(0)),
                                    3),
                            words.<Integer>updateStateByKey(
                                    (Time time, String key, List<Integer> values, Optional<Integer> old) ->
                                            Optional.of(sum(values) + old.orElse(0)),
                                    TWO),
                            words.<Integer>updateStateByKey(
                                    (Time time, String key, List<Integer> values, Optional<Integer> old) ->
                                            Optional.of(sum(values) + old.orElse(0)),
                                    TWO,
                                    none),
                            words.updateStateByKey(whole, TWO),
                            words.updateStateByKey(whole, TWO, none)));
        }
    }

    private static Tuple2<String, Integer> count(String key, Optional<Integer> one, State<Integer> state) {
        int next = state.getOption().orElse(0) + one.orElse(0);
        state.update(next);
        return new Tuple2<>(key, next);
    }

    @Test
    void shouldBeginMappedStatesWithAnyKindOfData() throws Exception {
        List<Tuple2<String, Integer>> first = List.of(new Tuple2<>("a", 10));
        try (StreamTest test = StreamTest.every(SECOND)) {
            PairDStream<String, Integer> words = words(test);
            StateSpec<String, Integer, Integer, Tuple2<String, Integer>> ofPairs =
                    StateSpec.<String, Integer, Integer, Tuple2<String, Integer>>function(StreamFormsTest::count)
                            .initialState(test.context().parallelizePairs(first));
            StateSpec<String, Integer, Integer, Tuple2<String, Integer>> ofRows =
                    StateSpec.<String, Integer, Integer, Tuple2<String, Integer>>function(StreamFormsTest::count)
                            .initialState(test.context().parallelize(first));
            Collected<Tuple2<String, Integer>> one =
                    test.collect(words.mapWithState(ofPairs).name("pairs"));
            Collected<Tuple2<String, Integer>> two =
                    test.collect(words.mapWithState(ofRows).name("rows"));
            test.advance(3);
            assertThat(one.batches()).isEqualTo(two.batches());
            assertThat(one.batches().get(0)).contains(new Tuple2<>("a", 11), new Tuple2<>("a", 12));
        }
    }

    @Test
    void shouldTransformTheSameInEachForm() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            PairDStream<String, Integer> words = words(test);
            DStream<String> keys = words.map(pair -> pair._1());
            assertAlike(
                    test,
                    List.of(
                            words.persist(StorageLevels.MEMORY_ONLY),
                            words.checkpoint(Durations.seconds(10)),
                            keys.transformToPair((Rdd<String> rdd, Time time) ->
                                    rdd.mapToPair(word -> new Tuple2<>(word, time.isMultipleOf(SECOND) ? 1 : 0))),
                            words.transformWithToPair(
                                    keys,
                                    (PairRdd<String, Integer> rdd, Rdd<String> other, Time time) ->
                                            other.mapToPair(word -> new Tuple2<>(word, 1)))));
        }
    }

    @Test
    void shouldUniteAnyNumberOfStreamsOfPairs() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            PairDStream<String, Integer> words = words(test);
            Collected<Tuple2<String, Integer>> all =
                    test.collect(test.context().union(words, words.mapValues(n -> 2), words.mapValues(n -> 3)));
            test.advance(1);
            assertThat(all.batches().get(0)).hasSize(12);
            assertThat(test.context().batchInterval()).isEqualTo(SECOND);
            assertThat(test.context()
                            .parallelizePairs(List.of(new Tuple2<>("a", 1)), 3)
                            .getNumPartitions())
                    .isEqualTo(3);
        }
    }

    /** Texts as views, each with its length: the reducers by name are those by value. */
    @Test
    void shouldReduceViewsTheSameInEachForm() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            PolledWords source = new PolledWords(List.of("a", "bb", "bb", "a", "ccc"));
            var pairs = test.context()
                    .polledUtf8Stream("words", source)
                    .mapToPair(Keys.text(text -> text), io.headrace.Values.ofLong(text -> text.length()));
            var doubles = test.context()
                    .polledUtf8Stream("more words", new PolledWords(List.of("a", "bb", "a")))
                    .mapToPair(Keys.text(text -> text), io.headrace.Values.ofDouble(text -> text.length() / 2.0));
            List<String> most = new ArrayList<>();
            List<String> least = new ArrayList<>();
            pairs.maxByKey().foreachRDD(rdd -> rdd.forEachText((text, number) -> most.add(text + "=" + number)));
            doubles.reduceByKey(Reducers.minDouble())
                    .foreachRDD(rdd -> rdd.forEachTextDouble((text, number) -> least.add(text + "=" + number)));
            test.advance(0);
            while (most.size() < 3 || least.size() < 2) test.advance();
            assertThat(most).contains("a=1", "bb=2", "ccc=3");
            assertThat(least).contains("a=0.5", "bb=1.0");
        }
    }
}
