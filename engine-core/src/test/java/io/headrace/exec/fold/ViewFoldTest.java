package io.headrace.exec.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Plans;
import io.headrace.exec.data.StoredBlocks;
import io.headrace.exec.data.Workers;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextLongVisitor;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.RowFormat;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ViewFoldTest {
    private static final RowFormat VIEWS = new RowFormat.Utf8Views();
    private static final FlatLayout LAYOUT = FlatLayout.builder()
            .addLong("account")
            .addLong("size")
            .addDouble("price")
            .build();
    private static final RowFormat FLAT = new RowFormat.Flat(FlatViews.of(Trade.class, LAYOUT));

    private static final ViewKey<Utf8View, String> WORD = new ViewKey.Text<>(view -> view);
    private static final ViewValue<Utf8View, Long> ONE = new ViewValue.One<>();
    private static final ViewKey<Trade, Long> ACCOUNT = new ViewKey.OfLong<>(Trade::account);
    private static final ViewValue<Trade, Long> SIZE = new ViewValue.OfLong<>(Trade::size);
    private static final ViewValue<Trade, Double> PRICE = new ViewValue.OfDouble<>(Trade::price);

    interface Trade {
        long account();

        long size();

        double price();
    }

    record Row(long account, long size, double price) {
        byte[] bytes() {
            return ByteBuffer.allocate(24)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(account)
                    .putLong(size)
                    .putDouble(price)
                    .array();
        }
    }

    private static Node node(Node parent, ViewKey<?, ?> key, ViewValue<?, ?> value, Reducer reducer) {
        return Plans.then(
                parent, new Operator.Fold("foldByKey", key, value, reducer, Partitioning.of(Stages.PARTITIONS)));
    }

    private static ViewFold fold(Node node, Workers workers) {
        Operator.Fold fold = (Operator.Fold) node.operator();
        return new ViewFold(node, fold.key(), fold.value(), fold.reducer(), Stages.placer(), Stages.settings(workers));
    }

    private static Map<Object, Object> map(List<Object> rows) {
        Map<Object, Object> map = new HashMap<>();
        for (Object row : rows)
            assertThat(map.put(((Tuple2<?, ?>) row)._1(), ((Tuple2<?, ?>) row)._2()))
                    .isNull();
        return map;
    }

    private static Map<String, Long> texts(ViewFoldResult result) throws Exception {
        Map<String, Long> map = new HashMap<>();
        result.forEachText(
                (key, bits) -> assertThat(map.put(key.toString(), bits)).isNull());
        return map;
    }

    @Test
    void shouldCountWordsWithAnyNumberOfWorkers() throws Exception {
        RandomGenerator random = Seed.random("shouldCountWordsWithAnyNumberOfWorkers");
        List<List<String>> lines = new ArrayList<>();
        Map<Object, Object> expected = new HashMap<>();
        for (int block = 0; block < 6; block++) {
            List<String> of = new ArrayList<>();
            for (int i = random.nextInt(100); i > 0; i--) {
                StringBuilder line = new StringBuilder("w");
                for (int w = random.nextInt(10); w > 0; w--) line.append(' ').append(random.nextInt(300));
                of.add(line.toString());
                for (String word : line.toString().split(" ", -1))
                    expected.merge(word, 1L, (a, b) -> (Long) a + (Long) b);
            }
            lines.add(of);
        }
        Node words = Plans.split(Plans.input(VIEWS));
        Node node = node(words, WORD, ONE, Reducer.SUM_LONG);
        try (StoredBlocks blocks = StoredBlocks.ofLines(lines)) {
            for (int count = 1; count <= 3; count++) {
                try (Workers workers = new Workers(count, 5);
                        ViewFold fold = fold(node, workers);
                        KeyPlacer placer = Stages.placer()) {
                    FoldTasks tasks = Stages.tasks(fold, words, workers);
                    for (int batch = 0; batch < 5; batch++) {
                        ViewFoldResult result =
                                (ViewFoldResult) tasks.run(Plans.dataset(VIEWS, blocks), workers, null, null);
                        assertThat(result.size()).isEqualTo(expected.size());
                        assertThat(texts(result)).isEqualTo(expected);
                        assertThat(map(Stages.rows(result, workers))).isEqualTo(expected);
                        for (int p = 0; p < result.partitions(); p++) {
                            int partition = p;
                            List<Object> rows = Stages.rows(result, p, workers);
                            for (Object row : rows)
                                assertThat(placer.partitionOf(((Tuple2<?, ?>) row)._1()))
                                        .isEqualTo(p);
                            List<Object> seen = new ArrayList<>();
                            result.forEachText(
                                    p, workers.first(), (key, bits) -> seen.add(Tuple2.of(key.toString(), bits)));
                            assertThat(seen).as("partition %d", partition).isEqualTo(rows);
                        }
                        result.release();
                    }
                }
            }
        }
    }

    private static List<Row> randomRows(RandomGenerator random, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++)
            rows.add(new Row(random.nextInt(50) - 25, random.nextInt(2000) - 1000, random.nextDouble() * 100 - 50));
        return rows;
    }

    private static Object reduced(Reducer reducer, Object left, Object right) {
        return switch (reducer) {
            case SUM_LONG -> (Long) left + (Long) right;
            case MIN_LONG -> Math.min((Long) left, (Long) right);
            case MAX_LONG -> Math.max((Long) left, (Long) right);
            case SUM_DOUBLE -> (Double) left + (Double) right;
            case MIN_DOUBLE -> Math.min((Double) left, (Double) right);
            case MAX_DOUBLE -> Math.max((Double) left, (Double) right);
        };
    }

    @Test
    void shouldReduceFlatRecordsByAllReducers() throws Exception {
        RandomGenerator random = Seed.random("shouldReduceFlatRecordsByAllReducers");
        List<List<Row>> rows = new ArrayList<>();
        for (int block = 0; block < 5; block++) rows.add(randomRows(random, random.nextInt(200)));
        Node input = Plans.input(FLAT);
        try (StoredBlocks blocks = StoredBlocks.ofBytes(
                rows.stream().map(of -> of.stream().map(Row::bytes).toList()).toList())) {
            for (Reducer reducer : Reducer.values()) {
                Map<Object, Object> expected = new HashMap<>();
                for (List<Row> of : rows) {
                    Map<Object, Object> ofBlock = new HashMap<>(); // the sum of doubles is folded block by block
                    for (Row row : of)
                        ofBlock.merge(
                                row.account,
                                reducer.isDouble() ? (Object) row.price : (Object) row.size,
                                (a, b) -> reduced(reducer, a, b));
                    ofBlock.forEach((key, value) -> expected.merge(key, value, (a, b) -> reduced(reducer, a, b)));
                }
                Node node = node(input, ACCOUNT, reducer.isDouble() ? PRICE : SIZE, reducer);
                for (int count = 1; count <= 3; count++) {
                    try (Workers workers = new Workers(count, 11);
                            ViewFold fold = fold(node, workers)) {
                        FoldTasks tasks = Stages.tasks(fold, input, workers);
                        for (int batch = 0; batch < 3; batch++) {
                            ViewFoldResult result =
                                    (ViewFoldResult) tasks.run(Plans.dataset(FLAT, blocks), workers, null, null);
                            assertThat(map(Stages.rows(result, workers)))
                                    .as("%s with %d workers", reducer, count)
                                    .isEqualTo(expected);
                            Map<Object, Object> seen = new HashMap<>();
                            result.forEachLong((key, bits) ->
                                    seen.put(key, reducer.isDouble() ? Double.longBitsToDouble(bits) : (Object) bits));
                            assertThat(seen).isEqualTo(expected);
                            result.release();
                        }
                    }
                }
            }
        }
    }

    @Test
    void shouldTakeTheFirstNumberAsItIs() throws Exception {
        Node input = Plans.input(FLAT);
        List<Row> rows = List.of(new Row(1, 5, -0.0), new Row(2, -7, Double.NaN), new Row(2, -9, 1));
        try (StoredBlocks blocks = StoredBlocks.ofBytes(
                        List.of(rows.stream().map(Row::bytes).toList()));
                Workers workers = Workers.one()) {
            for (Reducer reducer : List.of(Reducer.SUM_DOUBLE, Reducer.MIN_DOUBLE, Reducer.MAX_DOUBLE)) {
                try (ViewFold fold = fold(node(input, ACCOUNT, PRICE, reducer), workers)) {
                    FoldResult result =
                            Stages.tasks(fold, input, workers).run(Plans.dataset(FLAT, blocks), workers, null, null);
                    assertThat(map(Stages.rows(result, workers))).isEqualTo(Map.of(1L, -0.0, 2L, Double.NaN));
                }
            }
            try (ViewFold fold = fold(node(input, ACCOUNT, SIZE, Reducer.MAX_LONG), workers)) {
                FoldResult result =
                        Stages.tasks(fold, input, workers).run(Plans.dataset(FLAT, blocks), workers, null, null);
                assertThat(map(Stages.rows(result, workers))).isEqualTo(Map.of(1L, 5L, 2L, -7L));
            }
            assertThatThrownBy(() -> fold(node(input, ACCOUNT, PRICE, Reducer.SUM_LONG), workers))
                    .hasMessageContaining("take a reducer of doubles");
        }
    }

    @Test
    void shouldLetKeyAndValueShareAView() throws Exception {
        Utf8View shared = new Utf8View();
        ViewKey<Utf8View, String> key = new ViewKey.Text<>(line -> line.sub(0, 1, shared));
        ViewValue<Utf8View, Long> value = new ViewValue.OfLong<>(
                line -> line.sub(2, line.length(), shared).parseLong());
        Node input = Plans.input(VIEWS);
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a 1", "b 20", "a 300")));
                Workers workers = Workers.one();
                ViewFold fold = fold(node(input, key, value, Reducer.SUM_LONG), workers)) {
            ViewFoldResult result = (ViewFoldResult)
                    Stages.tasks(fold, input, workers).run(Plans.dataset(VIEWS, blocks), workers, null, null);
            assertThat(texts(result)).isEqualTo(Map.of("a", 301L, "b", 20L));
        }
    }

    @Test
    void shouldNameTheRecordWhoseKeyOrValueThrows() throws Exception {
        Node input = Plans.input(VIEWS);
        ViewValue<Utf8View, Long> number = new ViewValue.OfLong<>(Utf8View::parseLong);
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("1", "2", "x", "3")));
                Workers workers = Workers.one();
                ViewFold fold = fold(node(input, WORD, number, Reducer.SUM_LONG), workers)) {
            FoldTasks tasks = Stages.tasks(fold, input, workers);
            assertThatThrownBy(() -> tasks.run(Plans.dataset(VIEWS, blocks), workers, null, null))
                    .isInstanceOf(OperatorFailedException.class)
                    .hasMessageStartingWith("foldByKey at WordCount.main (WordCount.java:12) threw")
                    .hasMessageEndingWith("block 0, record 2");
            List<Integer> records = new ArrayList<>();
            tasks.run(Plans.dataset(VIEWS, blocks), workers, null, failure -> records.add(failure.record()))
                    .release();
            assertThat(records).containsExactly(2);
        }
    }

    @Test
    void shouldSayThatTheBudgetIsSpent() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) lines.add("word" + i);
        Node input = Plans.input(VIEWS);
        Node node = node(input, WORD, ONE, Reducer.SUM_LONG);
        FoldSettings small = new FoldSettings(1, MemoryBudget.process().child("context", 40_000), 0);
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(lines));
                Workers workers = Workers.one();
                ViewFold fold = new ViewFold(node, WORD, ONE, Reducer.SUM_LONG, Stages.placer(), small)) {
            assertThatThrownBy(() ->
                            Stages.tasks(fold, input, workers).run(Plans.dataset(VIEWS, blocks), workers, null, null))
                    .isInstanceOf(TableFullException.class)
                    .hasMessageContaining("foldByKey at WordCount.main")
                    .hasMessageContaining("context: ")
                    .hasMessageContaining("memory limit");
        }
        assertThat(small.budget().reserved()).isZero();
    }

    @Test
    void shouldCountWordsWithoutGarbage() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) lines.add("the quick brown fox " + i % 50 + " jumps");
        Node words = Plans.then(
                Plans.split(Plans.input(VIEWS)),
                new Operator.ViewFilter("filter", view -> !((Utf8View) view).isEmpty()));
        Node node = node(words, WORD, ONE, Reducer.SUM_LONG);
        try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(lines, lines));
                Workers workers = Workers.one();
                ViewFold fold = fold(node, workers)) {
            FoldTasks tasks = Stages.tasks(fold, words, workers);
            BlockDataset dataset = Plans.dataset(VIEWS, blocks);
            long[] sum = new long[1];
            TextLongVisitor visitor = (key, bits) -> sum[0] += bits;
            assertNoGarbage("a batch of word count", () -> {
                ViewFoldResult result = (ViewFoldResult) tasks.run(dataset, workers, null, null);
                result.forEachText(visitor);
                result.forEachText(1, workers.first(), visitor);
                result.release();
            });
        }
    }

    @Test
    void shouldSumFlatRecordsWithoutGarbage() throws Exception {
        List<byte[]> rows =
                randomRows(Seed.random("garbage"), 500).stream().map(Row::bytes).toList();
        Node input = Plans.input(FLAT);
        try (StoredBlocks blocks = StoredBlocks.ofBytes(List.of(rows, rows));
                Workers workers = Workers.one()) {
            for (Reducer reducer : List.of(Reducer.SUM_LONG, Reducer.SUM_DOUBLE)) {
                Node node = node(input, ACCOUNT, reducer.isDouble() ? PRICE : SIZE, reducer);
                try (ViewFold fold = fold(node, workers)) {
                    FoldTasks tasks = Stages.tasks(fold, input, workers);
                    BlockDataset dataset = Plans.dataset(FLAT, blocks);
                    long[] sum = new long[1];
                    LongLongVisitor visitor = (key, bits) -> sum[0] += bits;
                    assertNoGarbage("a batch of " + reducer, () -> {
                        ViewFoldResult result = (ViewFoldResult) tasks.run(dataset, workers, null, null);
                        result.forEachLong(visitor);
                        result.release();
                    });
                }
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void assertNoGarbage(String what, Work work) {
        Allocation.assertNone(what, 300, 100, () -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
