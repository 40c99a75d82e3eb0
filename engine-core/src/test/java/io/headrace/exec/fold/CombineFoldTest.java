package io.headrace.exec.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Plans;
import io.headrace.exec.data.Workers;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.plan.Combine;
import io.headrace.plan.KeyPlacement;
import io.headrace.plan.Node;
import io.headrace.plan.Partitioning;
import io.headrace.plan.RowFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@SuppressWarnings("NullAway") // keys may be null
class CombineFoldTest {
    private static final Node INPUT = Plans.input(new RowFormat.Text());
    private static final Node NODE = Plans.then(
            INPUT, new io.headrace.plan.Operator.CombineByKey("reduceByKey", Stages.sum(), Partitioning.BY_DEFAULT));

    private static Map<Object, Object> asMap(List<Object> rows) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object row : rows) {
            Tuple2<?, ?> pair = (Tuple2<?, ?>) row;
            assertThat(map.containsKey(pair._1())).as("key %s twice", pair._1()).isFalse();
            map.put(pair._1(), pair._2());
        }
        return map;
    }

    private static List<Object> combined(Combine combine, List<? extends List<?>> partitions, Workers workers)
            throws Exception {
        try (CombineFold fold = new CombineFold(NODE, combine, Stages.placer(), Stages.settings(workers))) {
            FoldTasks tasks = Stages.tasks(fold, INPUT, workers);
            FoldResult result = tasks.run(new ListDataset().begin(partitions), workers, null, null);
            assertThat(result.partitions()).isEqualTo(Stages.PARTITIONS);
            List<Object> rows = Stages.rows(result, workers);
            assertThat(Stages.rows(result, workers)).isEqualTo(rows);
            result.release();
            return rows;
        }
    }

    @Test
    void shouldCombineByEquals() throws Exception {
        List<Tuple2<?, Integer>> pairs = Arrays.asList(
                Tuple2.of("a", 1),
                Tuple2.of(0.0, 1),
                Tuple2.of(-0.0, 2),
                Tuple2.of(Double.NaN, 1),
                Tuple2.of(Double.NaN, 2),
                Tuple2.of(null, 5),
                Tuple2.of("a", 10),
                Tuple2.of(null, 6),
                Tuple2.of(1, 1),
                Tuple2.of(1L, 2),
                Tuple2.of(Tuple2.of("x", 1L), 1),
                Tuple2.of(Tuple2.of("x", 1L), 1));
        try (Workers workers = Workers.one()) {
            Map<Object, Object> expected = new HashMap<>();
            expected.put("a", 11);
            expected.put(0.0, 1);
            expected.put(-0.0, 2);
            expected.put(Double.NaN, 3);
            expected.put(null, 11);
            expected.put(1, 1);
            expected.put(1L, 2);
            expected.put(Tuple2.of("x", 1L), 2);
            assertThat(asMap(combined(Stages.sum(), List.of(pairs), workers))).isEqualTo(expected);
        }
    }

    @Test
    void shouldTakeByteArraysByContentsAndRefuseOtherArrays() throws Exception {
        try (Workers workers = Workers.one()) {
            List<Object> rows = combined(
                    Stages.sum(),
                    List.of(List.of(Tuple2.of(new byte[] {1, 2}, 1), Tuple2.of(new byte[] {1, 2}, 2))),
                    workers);
            assertThat(rows).hasSize(1);
            assertThat(((Tuple2<?, ?>) rows.get(0))._2()).isEqualTo(3);
            assertThatThrownBy(() -> combined(Stages.sum(), List.of(List.of(Tuple2.of(new int[] {1}, 1))), workers))
                    .isInstanceOf(OperatorFailedException.class)
                    .hasMessageContaining("int[]");
        }
    }

    @Test
    void shouldKeepTheOrderOfValuesWhateverTheWorkers() throws Exception {
        RandomGenerator random = Seed.random("shouldKeepTheOrderOfValuesWhateverTheWorkers");
        for (int round = 0; round < 20; round++) {
            List<List<Tuple2<@Nullable String, Integer>>> partitions = new ArrayList<>();
            Map<Object, List<Object>> expected = new HashMap<>();
            int serial = 0;
            for (int p = random.nextInt(6); p >= 0; p--) {
                List<Tuple2<@Nullable String, Integer>> pairs = new ArrayList<>();
                for (int i = random.nextInt(200); i > 0; i--) {
                    String key = random.nextInt(20) == 0 ? null : "k" + random.nextInt(60);
                    pairs.add(new Tuple2<>(key, serial));
                    expected.computeIfAbsent(key, k -> new ArrayList<>()).add(serial++);
                }
                partitions.add(pairs);
            }
            try (Workers one = Workers.one();
                    Workers three = new Workers(3, round)) {
                assertThat(asMap(combined(Stages.lists(), partitions, one))).isEqualTo(expected);
                assertThat(asMap(combined(Stages.lists(), partitions, three))).isEqualTo(expected);
                Map<Object, Object> sums = asMap(combined(Stages.sum(), partitions, three));
                assertThat(sums).isEqualTo(asMap(combined(Stages.sum(), partitions, one)));
            }
        }
    }

    @Test
    void shouldBeUsedAgainFromBatchToBatch() throws Exception {
        try (Workers workers = new Workers(2, 1);
                CombineFold fold = new CombineFold(NODE, Stages.sum(), Stages.placer(), Stages.settings(workers))) {
            FoldTasks tasks = Stages.tasks(fold, INPUT, workers);
            FoldResult kept = null;
            for (int batch = 0; batch < 50; batch++) {
                List<List<Tuple2<String, Integer>>> partitions = new ArrayList<>();
                int keys = (batch * 37) % 400;
                for (int p = 0; p < 3; p++) {
                    List<Tuple2<String, Integer>> pairs = new ArrayList<>();
                    for (int i = 0; i < keys; i++) pairs.add(Tuple2.of(batch + "k" + i, i));
                    partitions.add(pairs);
                }
                FoldResult result = tasks.run(new ListDataset().begin(partitions), workers, null, null);
                Map<Object, Object> expected = new HashMap<>();
                for (int i = 0; i < keys; i++) expected.put(batch + "k" + i, 3 * i);
                assertThat(asMap(Stages.rows(result, workers))).isEqualTo(expected);
                if (batch == 10) kept = result;
                else result.release();
            }
            assertThat(kept).isNotNull();
            assertThat(Stages.rows(kept, workers)).hasSize(370);
            kept.release();
            FoldResult released = kept;
            assertThatThrownBy(() -> Stages.rows(released, workers)).hasMessageContaining("was released");
        }
    }

    @Test
    void shouldForgetABatchThatFailed() throws Exception {
        try (Workers workers = Workers.one();
                CombineFold fold = new CombineFold(NODE, Stages.sum(), Stages.placer(), Stages.settings(workers))) {
            FoldTasks tasks = Stages.tasks(fold, INPUT, workers);
            ListDataset bad =
                    new ListDataset(0, "queue").begin(List.of(List.of(Tuple2.of("a", 1), Tuple2.of("a", "x"))));
            assertThatThrownBy(() -> tasks.run(bad, workers, null, failure -> {}))
                    .isInstanceOf(OperatorFailedException.class)
                    .hasMessageStartingWith("reduceByKey at")
                    .hasMessageContaining("; key a; stream 0 (queue), block 0, record 1");
            ListDataset good = new ListDataset().begin(List.of(List.of(Tuple2.of("a", 5))));
            assertThat(Stages.rows(tasks.run(good, workers, null, null), workers))
                    .containsExactly(Tuple2.of("a", 5));
        }
    }

    @Test
    void shouldPlaceKeysAsTheUserSays() throws Exception {
        KeyPlacement byLength = new KeyPlacement() {
            private static final long serialVersionUID = 1;

            @Override
            public int partitions() {
                return 3;
            }

            @Override
            public int partitionFor(@Nullable Object key) {
                return String.valueOf(key).length();
            }

            @Override
            public String placementName() {
                return "byLength";
            }

            @Override
            public int placementVersion() {
                return 1;
            }
        };
        try (Workers workers = new Workers(2, 3);
                CombineFold fold = new CombineFold(
                        NODE, Stages.sum(), Stages.placer(Partitioning.of(byLength)), Stages.settings(workers))) {
            FoldTasks tasks = Stages.tasks(fold, INPUT, workers);
            ListDataset pairs = new ListDataset()
                    .begin(List.of(List.of(Tuple2.of("aa", 1), Tuple2.of("b", 1)), List.of(Tuple2.of("b", 1))));
            FoldResult result = tasks.run(pairs, workers, null, null);
            assertThat(Stages.rows(result, 0, workers)).isEmpty();
            assertThat(Stages.rows(result, 1, workers)).containsExactly(Tuple2.of("b", 2));
            assertThat(Stages.rows(result, 2, workers)).containsExactly(Tuple2.of("aa", 1));
            result.release();
            ListDataset wrong = new ListDataset().begin(List.of(List.of(Tuple2.of("aaa", 1))));
            FoldResult placed = tasks.run(wrong, workers, null, null);
            assertThatThrownBy(() -> Stages.rows(placed, workers))
                    .hasMessageContaining("byLength")
                    .hasMessageContaining("partition 3 of 3");
        }
    }

    @Test
    void shouldReduceInOrder() throws Exception {
        List<List<String>> partitions = List.of(List.of("a", "b"), List.of(), List.of("c"), List.of("d", "e"));
        for (int count = 1; count <= 3; count++) {
            try (Workers workers = new Workers(count, 7);
                    ReduceFold fold = new ReduceFold(NODE, (left, right) -> "" + left + right, count)) {
                FoldTasks tasks = Stages.tasks(fold, INPUT, workers);
                FoldResult result = tasks.run(new ListDataset().begin(partitions), workers, null, null);
                assertThat(Stages.rows(result, workers)).containsExactly("abcde");
                FoldResult none = tasks.run(new ListDataset().begin(List.of(List.of())), workers, null, null);
                assertThat(none.partitions()).isEqualTo(1);
                assertThat(Stages.rows(none, workers)).isEmpty();
            }
        }
    }

    @Test
    void shouldCount() throws Exception {
        for (int count = 1; count <= 3; count++) {
            try (Workers workers = new Workers(count, 7);
                    CountFold fold = new CountFold(count)) {
                FoldTasks tasks = Stages.tasks(fold, INPUT, workers);
                ListDataset rows = new ListDataset().begin(List.of(List.of("a", "b"), List.of(), List.of("c")));
                assertThat(Stages.rows(tasks.run(rows, workers, null, null), workers))
                        .containsExactly(3L);
                assertThat(Stages.rows(tasks.run(new ListDataset(), workers, null, null), workers))
                        .containsExactly(0L);
            }
        }
    }
}
