package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Random batches through every kind of keyed state, against plain collections. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StateDifferentialTest {
    private static final int BATCHES = 60;
    private static final int TIMEOUT_SECONDS = 3;
    private static final List<Tuple2<String, Long>> INITIAL =
            List.of(new Tuple2<>("k1", 100L), new Tuple2<>("k3", 300L), new Tuple2<>("initial only", 7L));

    /** A state that is there, and when it last had data. */
    private record Held(long value, long touched) {}

    @RepeatedTest(6)
    void shouldGiveWhatPlainCollectionsGive() throws Exception {
        RandomGenerator random = Seed.random("StateDifferentialTest");
        List<@Nullable List<List<Tuple2<String, Long>>>> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) batches.add(randomBatch(random));
        int workers = 1 + random.nextInt(3);
        int partitions = 1 + random.nextInt(6);
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.workers(workers))) {
            BatchFeed<Tuple2<String, Long>> feed = new BatchFeed<>();
            for (List<List<Tuple2<String, Long>>> batch : batches) {
                if (batch == null) feed.nothing();
                else feed.partitions(batch);
            }
            PairDStream<String, Long> pairs = test.stream(feed).mapToPair(pair -> pair);
            MapWithStateDStream<String, Long, Long, String> mapped =
                    pairs.mapWithState(StateSpec.<String, Long, Long, String>function(StateDifferentialTest::mapped)
                            .initialState(test.context().parallelizePairs(INITIAL))
                            .numPartitions(partitions)
                            .timeout(Durations.seconds(TIMEOUT_SECONDS)));
            Collected<String> calls = test.collect(mapped);
            Collected<Tuple2<String, Long>> snapshots = test.collect(mapped.stateSnapshots());
            Collected<Tuple2<String, Long>> plain = test.collect(pairs.updateStateByKey(
                    (values, state) -> next(values, state),
                    new HashPartitioner(partitions),
                    test.context().parallelizePairs(INITIAL)));
            Collected<Tuple2<String, Long>> timed =
                    test.collect(pairs.<Long>updateStateByKey((time, key, values, state) ->
                            next(values, state).map(sum -> sum + time.milliseconds() + key.length())));
            Collected<Tuple2<String, Long>> whole = test.collect(
                    pairs.updateStateByKey(StateDifferentialTest::allNext, new HashPartitioner(partitions)));
            test.advance(BATCHES);
            Map<String, Held> held = new HashMap<>();
            INITIAL.forEach(pair -> held.put(pair._1(), new Held(pair._2(), 1_000)));
            Map<String, Long> plainModel = new HashMap<>();
            INITIAL.forEach(pair -> plainModel.put(pair._1(), pair._2()));
            Map<String, Long> timedModel = new HashMap<>();
            Map<String, Long> wholeModel = new HashMap<>();
            for (int i = 0; i < BATCHES; i++) {
                long now = (i + 1) * 1_000L;
                List<Tuple2<String, Long>> records = batches.get(i) == null
                        ? List.of()
                        : batches.get(i).stream().flatMap(List::stream).toList();
                String at = "batch " + (i + 1) + " of " + records;
                assertSame(at, calls.batches().get(i), mapModel(held, records, now));
                assertSame(
                        at,
                        snapshots.batches().get(i),
                        held.entrySet().stream()
                                .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue().value))
                                .toList());
                updateModel(plainModel, records, 0, false);
                assertSame(at, plain.batches().get(i), pairsOf(plainModel));
                updateModel(timedModel, records, now, true);
                assertSame(at, timed.batches().get(i), pairsOf(timedModel));
                updateModel(wholeModel, records, 0, false);
                assertSame(at, whole.batches().get(i), pairsOf(wholeModel));
            }
        }
    }

    private static @Nullable List<List<Tuple2<String, Long>>> randomBatch(RandomGenerator random) {
        int kind = random.nextInt(8);
        if (kind == 0) return null;
        if (kind == 1) return List.of();
        List<List<Tuple2<String, Long>>> blocks = new ArrayList<>();
        for (int b = 1 + random.nextInt(3); b > 0; b--) {
            List<Tuple2<String, Long>> block = new ArrayList<>();
            for (int r = random.nextInt(8); r > 0; r--)
                block.add(new Tuple2<>("k" + random.nextInt(12), random.nextLong(20)));
            blocks.add(block);
        }
        return blocks;
    }

    /** 0 forgets the key, 1 only looks, all else is added. */
    private static String mapped(String key, Optional<Long> value, State<Long> state) {
        String call = key + " " + value + " " + state;
        if (state.isTimingOut()) return call;
        long number = value.orElseThrow();
        if (number == 0 && state.exists()) state.remove();
        else if (number > 1) state.update(state.getOption().orElse(0L) + number);
        return call;
    }

    private static List<String> mapModel(Map<String, Held> held, List<Tuple2<String, Long>> records, long now) {
        List<String> calls = new ArrayList<>();
        for (Tuple2<String, Long> record : records) {
            Held before = held.get(record._1());
            calls.add(record._1() + " " + Optional.of(record._2()) + " "
                    + (before == null ? "No state" : "State(" + before.value + ")"));
            long number = record._2();
            if (number == 0) held.remove(record._1());
            else if (number > 1) held.put(record._1(), new Held((before == null ? 0 : before.value) + number, now));
            else if (before != null) held.put(record._1(), new Held(before.value, now));
        }
        held.entrySet().removeIf(entry -> {
            boolean isDue = entry.getValue().touched < now - TIMEOUT_SECONDS * 1_000;
            if (isDue) calls.add(entry.getKey() + " Optional.empty State(" + entry.getValue().value + "), timing out");
            return isDue;
        });
        return calls;
    }

    /** A sum, which is forgotten when it can be divided by seven. */
    private static Optional<Long> next(List<Long> values, Optional<Long> state) {
        long sum = state.orElse(0L) + values.stream().mapToLong(n -> n).sum() + 1;
        return sum % 7 == 0 ? Optional.empty() : Optional.of(sum);
    }

    private static Iterator<Tuple2<String, Long>> allNext(
            Iterator<Tuple2<String, Tuple2<List<Long>, Optional<Long>>>> all) {
        Stream.Builder<Tuple2<String, Long>> next = Stream.builder();
        all.forEachRemaining(row ->
                next(row._2()._1(), row._2()._2()).ifPresent(state -> next.add(new Tuple2<>(row._1(), state))));
        return next.build().iterator();
    }

    private static void updateModel(
            Map<String, Long> model, List<Tuple2<String, Long>> records, long now, boolean isTimed) {
        Map<String, List<Long>> values = new HashMap<>();
        model.keySet().forEach(key -> values.put(key, new ArrayList<>()));
        records.forEach(record ->
                values.computeIfAbsent(record._1(), key -> new ArrayList<>()).add(record._2()));
        values.forEach((key, added) -> next(added, Optional.ofNullable(model.get(key)))
                .ifPresentOrElse(
                        sum -> model.put(key, isTimed ? sum + now + key.length() : sum), () -> model.remove(key)));
    }

    private static List<Tuple2<String, Long>> pairsOf(Map<String, Long> model) {
        return model.entrySet().stream()
                .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static void assertSame(String at, Collection<?> given, Collection<?> expected) {
        assertThat(given.stream().map(String::valueOf).sorted().toList())
                .as(at)
                .isEqualTo(expected.stream().map(String::valueOf).sorted().toList());
    }
}
