package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headrace.Durations;
import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a body of {@code foreachRDD} asks of its data: as plain collections answer, and the same in order for any number of workers. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RddWorkersTest {
    private static final int BATCHES = 12;

    private final RandomGenerator random = Seed.random("RddWorkersTest");

    @Test
    void shouldNotDependOnWorkers() throws Exception {
        List<List<List<Integer>>> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) batches.add(batch());
        List<Map<String, Object>> first = answers(1, batches);
        for (int i = 0; i < BATCHES; i++) compare(batches.get(i), first.get(i));
        for (int workers = 2; workers <= 4; workers++)
            assertThat(answers(workers, batches)).as("%d workers", workers).isEqualTo(first);
    }

    @Test
    void shouldRefuseToPutDataOfTwoContextsTogether() throws Exception {
        try (StreamTest one = StreamTest.every(Durations.seconds(1));
                StreamTest two = StreamTest.every(Durations.seconds(1))) {
            one.context().remember(Durations.seconds(5));
            List<Rdd<Integer>> kept = new ArrayList<>();
            one.stream(new BatchFeed<Integer>().batch(1)).foreachRDD(rdd -> kept.add(rdd));
            List<Throwable> thrown = new ArrayList<>();
            two.stream(new BatchFeed<Integer>().batch(2))
                    .foreachRDD(rdd -> thrown.add(catchThrowable(() -> rdd.union(kept.get(0)))));
            one.advance(1);
            two.advance(1);
            assertThat(thrown).hasSize(1);
            assertThat(thrown.get(0)).hasMessageContaining("data of two contexts cannot be put together");
        }
    }

    private List<List<Integer>> batch() {
        List<List<Integer>> partitions = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            List<Integer> rows = new ArrayList<>();
            for (int j = random.nextInt(40); j > 0; j--) rows.add(random.nextInt(60));
            partitions.add(rows);
        }
        return partitions;
    }

    private static List<Map<String, Object>> answers(int workers, List<List<List<Integer>>> batches) throws Exception {
        List<Map<String, Object>> answers = new ArrayList<>();
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.workers(workers))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.stream(feed).foreachRDD(rdd -> answers.add(asked(rdd)));
            batches.forEach(feed::partitions);
            test.advance(batches.size());
        }
        return answers;
    }

    private static Map<String, Object> asked(Rdd<Integer> rdd) {
        Map<String, Object> answers = new LinkedHashMap<>();
        Rdd<Integer> low = rdd.filter(n -> n < 30).cache();
        PairRdd<Integer, Integer> byDigit = rdd.mapToPair(n -> new Tuple2<>(n % 10, n));
        answers.put("collect", rdd.collect());
        answers.put("subtract", rdd.subtract(low, 3).glom().collect());
        answers.put("intersection", rdd.intersection(low).glom().collect());
        answers.put("cartesian", low.cartesian(low.distinct(2)).collect());
        answers.put("zip", rdd.zip(rdd.map(n -> n + 1)).collect());
        answers.put("numbered", rdd.zipWithIndex().collect());
        answers.put("ids", rdd.zipWithUniqueId().values().distinct().count());
        answers.put("sample", rdd.sample(true, 0.7).collect());
        answers.put("split", rdd.randomSplit(new double[] {2, 1})[1].glom().collect());
        answers.put("sum", rdd.mapToDouble(n -> 1.0 / (n + 1)).sum());
        answers.put("stats", rdd.mapToDouble(n -> n / 7.0).stats().toString());
        answers.put(
                "texts",
                byDigit.mapValues(String::valueOf)
                        .foldByKey("", String::concat)
                        .glom()
                        .collect());
        answers.put(
                "aggregate",
                byDigit.aggregateByKey(
                                new ArrayList<Integer>(),
                                3,
                                (list, n) -> {
                                    list.add(n);
                                    return list;
                                },
                                (list, more) -> {
                                    list.addAll(more);
                                    return list;
                                })
                        .glom()
                        .collect());
        answers.put("join", byDigit.join(low.keyBy(n -> n % 7), 2).glom().collect());
        answers.put("without", byDigit.subtractByKey(low.keyBy(n -> n % 3)).collect());
        answers.put("sorted", byDigit.sortByKey(false, 3).glom().collect());
        answers.put("count", rdd.countByValue());
        return answers;
    }

    private static void compare(List<List<Integer>> partitions, Map<String, Object> answers) {
        List<Integer> all = partitions.stream().flatMap(List::stream).toList();
        List<Integer> low = all.stream().filter(n -> n < 30).toList();
        Set<Integer> distinctLow = new TreeSet<>(low);
        assertThat(answers.get("collect")).isEqualTo(all);
        assertThat(sorted(answers.get("subtract"), true))
                .isEqualTo(sorted(all.stream().filter(n -> n >= 30).toList(), false));
        assertThat(sorted(answers.get("intersection"), true)).isEqualTo(sorted(List.copyOf(distinctLow), false));
        assertThat((List<?>) answers.get("cartesian")).hasSize(low.size() * distinctLow.size());
        assertThat((List<?>) answers.get("zip"))
                .isEqualTo(all.stream().map(n -> new Tuple2<>(n, n + 1)).toList());
        assertThat(answers.get("ids")).isEqualTo((long) all.size());
        Map<Integer, Long> counts =
                all.stream().collect(Collectors.groupingBy(n -> n, TreeMap::new, Collectors.counting()));
        assertThat(answers.get("count")).isEqualTo(counts);
        Map<Integer, String> texts = new TreeMap<>();
        Map<Integer, List<Integer>> lists = new TreeMap<>();
        for (int n : all) {
            texts.merge(n % 10, String.valueOf(n), String::concat);
            lists.computeIfAbsent(n % 10, any -> new ArrayList<>()).add(n);
        }
        assertThat(sorted(answers.get("texts"), true)).isEqualTo(sorted(pairs(texts), false));
        assertThat(sorted(answers.get("aggregate"), true)).isEqualTo(sorted(pairs(lists), false));
        List<Object> joined = new ArrayList<>();
        for (int left : all) {
            for (int right : low) {
                if (left % 10 == right % 7) joined.add(new Tuple2<>(left % 10, new Tuple2<>(left, right)));
            }
        }
        assertThat(sorted(answers.get("join"), true)).isEqualTo(sorted(joined, false));
        List<Integer> keys = flat((List<?>) answers.get("sorted")).stream()
                .map(pair -> (Integer) ((Tuple2<?, ?>) pair)._1())
                .toList();
        assertThat(keys).isSortedAccordingTo(Comparator.reverseOrder()).hasSize(all.size());
    }

    private static List<Tuple2<Integer, Object>> pairs(Map<Integer, ?> map) {
        List<Tuple2<Integer, Object>> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(new Tuple2<>(key, value)));
        return pairs;
    }

    private static List<Object> flat(List<?> lists) {
        List<Object> flat = new ArrayList<>();
        for (Object list : lists) flat.addAll((List<?>) list);
        return flat;
    }

    /** In words, in order. */
    private static List<String> sorted(Object rows, boolean inPartitions) {
        List<?> list = (List<?>) rows;
        return (inPartitions ? flat(list) : list)
                .stream().map(String::valueOf).sorted().toList();
    }
}
