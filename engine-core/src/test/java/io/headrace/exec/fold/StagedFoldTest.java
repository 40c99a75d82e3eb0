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
import io.headrace.memory.MemoryBudget;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Numbers by keys that are longs: in runs, and staged where there are many keys. */
@ExtendWith(LeakCheck.class)
class StagedFoldTest {
    private static final long BAD = Long.MIN_VALUE;
    private static final RowFormat FLAT = new RowFormat.Flat(FlatViews.of(
            Sale.class, FlatLayout.builder().addLong("key").addLong("number").build()));
    private static final ViewKey<Sale, Long> KEY = new ViewKey.OfLong<>(sale -> {
        if (sale.key() == BAD) throw new IllegalStateException("a bad key");
        return sale.key();
    });
    private static final ViewValue<Sale, Long> NUMBER = new ViewValue.OfLong<>(Sale::number);
    private static final List<Reducer> REDUCERS = List.of(Reducer.SUM_LONG, Reducer.MIN_LONG, Reducer.MAX_LONG);

    interface Sale {
        long key();

        long number();
    }

    private static byte[] sale(long key, long number) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(key)
                .putLong(number)
                .array();
    }

    private static Node node(Node parent, Reducer reducer) {
        return Plans.then(
                parent, new Operator.Fold("foldByKey", KEY, NUMBER, reducer, Partitioning.of(Stages.PARTITIONS)));
    }

    private static ViewFold fold(Node node, FoldSettings settings, long keysInTable, long pairsInPeace) {
        KeyPlacer placer = Stages.placer();
        Reducer reducer = ((Operator.Fold) node.operator()).reducer();
        StagingPlan plan = new StagingPlan(placer.perThread(), keysInTable, keysInTable, pairsInPeace);
        return new ViewFold(node, KEY, NUMBER, reducer, placer, settings, plan);
    }

    private static Map<Object, Object> map(List<Object> rows) {
        Map<Object, Object> map = new HashMap<>();
        for (Object row : rows)
            assertThat(map.put(((Tuple2<?, ?>) row)._1(), ((Tuple2<?, ?>) row)._2()))
                    .isNull();
        return map;
    }

    private static long reduced(Reducer reducer, long left, long right) {
        return switch (reducer) {
            case MIN_LONG -> Math.min(left, right);
            case MAX_LONG -> Math.max(left, right);
            default -> left + right;
        };
    }

    /** Blocks of so many records each, and what their fold must be, by reducer. */
    private static final class Input {
        final List<List<byte[]>> blocks = new ArrayList<>();
        final Map<Reducer, Map<Object, Object>> expected = new HashMap<>();

        Input(RandomGenerator random, int[] sizes, LongSupplier keys) {
            for (int size : sizes) {
                List<byte[]> block = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    long key = keys.getAsLong();
                    long number = random.nextLong(-1_000, 1_000);
                    block.add(sale(key, number));
                    for (Reducer reducer : REDUCERS)
                        of(reducer).merge(key, number, (a, b) -> reduced(reducer, (long) a, (long) b));
                }
                blocks.add(block);
            }
        }

        Map<Object, Object> of(Reducer reducer) {
            return expected.computeIfAbsent(reducer, none -> new HashMap<>());
        }
    }

    private static void check(Input input, long keysInTable, long pairsInPeace) throws Exception {
        Node root = Plans.input(FLAT);
        try (StoredBlocks blocks = StoredBlocks.ofBytes(input.blocks)) {
            for (Reducer reducer : REDUCERS) {
                for (int count = 1; count <= 3; count++) {
                    try (Workers workers = new Workers(count, 7);
                            ViewFold fold =
                                    fold(node(root, reducer), Stages.settings(workers), keysInTable, pairsInPeace)) {
                        FoldTasks tasks = Stages.tasks(fold, root, workers);
                        for (int batch = 0; batch < 3; batch++) {
                            ViewFoldResult result =
                                    (ViewFoldResult) tasks.run(Plans.dataset(FLAT, blocks), workers, null, null);
                            check(result, input.of(reducer), workers);
                            result.release();
                        }
                    }
                }
            }
        }
    }

    private static void check(ViewFoldResult result, Map<Object, Object> expected, Workers workers) throws Exception {
        assertThat(result.size()).isEqualTo(expected.size());
        Map<Object, Object> seen = new HashMap<>();
        result.forEachLong((key, bits) -> assertThat(seen.put(key, bits)).isNull());
        assertThat(seen).isEqualTo(expected);
        assertThat(map(Stages.rows(result, workers))).isEqualTo(expected);
        try (KeyPlacer placer = Stages.placer()) {
            for (int p = 0; p < result.partitions(); p++) {
                int partition = p;
                List<Object> rows = Stages.rows(result, p, workers);
                List<Object> shown = new ArrayList<>();
                result.forEachLong(p, workers.first(), (key, bits) -> {
                    assertThat(placer.partitionOfLong(key)).isEqualTo(partition);
                    shown.add(Tuple2.of(key, bits));
                });
                assertThat(shown).isEqualTo(rows);
            }
        }
    }

    private static int[] sizes(RandomGenerator random, int blocks, int most) {
        int[] sizes = new int[blocks];
        for (int i = 0; i < blocks; i++) sizes[i] = random.nextInt(most + 1);
        return sizes;
    }

    /** Blocks of as many records as fit, or nearly. */
    private static int[] full(int blocks) {
        int[] sizes = new int[blocks];
        Arrays.fill(sizes, 2000);
        return sizes;
    }

    @Test
    void shouldFoldManyKeysStreamByStream() throws Exception {
        RandomGenerator random = Seed.random("shouldFoldManyKeysStreamByStream");
        Input few = new Input(random, sizes(random, 5, 600), () -> random.nextInt(100));
        check(few, 40, 1 << 20);
        check(few, 1000, 1 << 20); // all of them in tables
        Input many = new Input(random, sizes(random, 10, 2000), random::nextLong);
        check(many, 40, 1 << 20);
        check(many, 1, 1 << 20);
        Input some = new Input(random, sizes(random, 10, 2000), () -> random.nextInt(3000));
        check(some, 100, 1 << 20);
    }

    @Test
    void shouldFoldWhatIsStagedWhenItGrows() throws Exception {
        RandomGenerator random = Seed.random("shouldFoldWhatIsStagedWhenItGrows");
        // three thousand keys, of which a table has few, in more chunks than the peace lasts
        Input input = new Input(random, full(90), () -> random.nextInt(3000));
        check(input, 64, 1);
    }

    @Test
    void shouldKeepTheKeysThatComeOftenInTheTable() throws Exception {
        RandomGenerator random = Seed.random("shouldKeepTheKeysThatComeOftenInTheTable");
        Input input = new Input(random, full(12), () -> random.nextBoolean() ? random.nextInt(30) : random.nextLong());
        check(input, 200, 1 << 20);
    }

    @Test
    void shouldFoldOneKeyOnly() throws Exception {
        RandomGenerator random = Seed.random("shouldFoldOneKeyOnly");
        Input input = new Input(random, new int[] {2000, 1, 0, 2000}, () -> 42);
        check(input, 1, 1);
        check(input, 100, 1 << 20);
    }

    @Test
    void shouldFoldBlocksThatAreShorterThanARun() throws Exception {
        RandomGenerator random = Seed.random("shouldFoldBlocksThatAreShorterThanARun");
        for (int most : new int[] {1, 3, 40, 70}) {
            Input input = new Input(random, sizes(random, 40, most), () -> random.nextInt(20));
            check(input, 1000, 1 << 20);
            check(input, 5, 1 << 20);
        }
    }

    @Test
    void shouldNameTheRecordThatThrowsInTheMiddleOfARun() throws Exception {
        Node root = Plans.input(FLAT);
        int records = 140; // some runs
        for (int bad : new int[] {0, 1, 31, 32, 33, 63, 64, 65, 100, 127, 128, 139}) {
            List<byte[]> block = new ArrayList<>();
            Map<Object, Object> expected = new HashMap<>();
            for (int i = 0; i < records; i++) {
                block.add(sale(i == bad ? BAD : i % 7, i));
                if (i != bad) expected.merge(i % 7L, (long) i, (a, b) -> (long) a + (long) b);
            }
            try (StoredBlocks blocks = StoredBlocks.ofBytes(List.of(block));
                    StoredBlocks good = StoredBlocks.ofBytes(List.of(List.of(sale(1, 5))));
                    Workers workers = Workers.one();
                    ViewFold fold = fold(node(root, Reducer.SUM_LONG), Stages.settings(workers), 100, 100)) {
                FoldTasks tasks = Stages.tasks(fold, root, workers);
                assertThatThrownBy(() -> tasks.run(Plans.dataset(FLAT, blocks), workers, null, null))
                        .isInstanceOf(OperatorFailedException.class)
                        .hasMessageEndingWith("block 0, record " + bad);
                // what was kept together of the batch that failed is forgotten
                ViewFoldResult next = (ViewFoldResult) tasks.run(Plans.dataset(FLAT, good), workers, null, null);
                assertThat(map(Stages.rows(next, workers))).isEqualTo(Map.of(1L, 5L));
                next.release();
                List<Integer> thrown = new ArrayList<>();
                ViewFoldResult rest = (ViewFoldResult)
                        tasks.run(Plans.dataset(FLAT, blocks), workers, null, failure -> thrown.add(failure.record()));
                assertThat(thrown).containsExactly(bad);
                assertThat(map(Stages.rows(rest, workers))).isEqualTo(expected);
                rest.release();
            }
        }
    }

    @Test
    void shouldSayThatTheBudgetIsSpentWhileItStages() throws Exception {
        RandomGenerator random = Seed.random("shouldSayThatTheBudgetIsSpentWhileItStages");
        Input input = new Input(random, full(200), random::nextLong);
        Node root = Plans.input(FLAT);
        try (StoredBlocks blocks = StoredBlocks.ofBytes(input.blocks)) {
            for (long limit = 1 << 18; limit <= 1 << 22; limit *= 2) {
                MemoryBudget budget = MemoryBudget.process().child("context", limit);
                try (Workers workers = Workers.one();
                        ViewFold fold =
                                fold(node(root, Reducer.SUM_LONG), new FoldSettings(1, budget, 0), 64, 10_000)) {
                    FoldTasks tasks = Stages.tasks(fold, root, workers);
                    for (int batch = 0; batch < 2; batch++)
                        assertThatThrownBy(() -> tasks.run(Plans.dataset(FLAT, blocks), workers, null, null))
                                .isInstanceOf(TableFullException.class)
                                .hasMessageContaining("context: ");
                }
                assertThat(budget.reserved()).isZero();
            }
        }
    }

    @Test
    void shouldFoldManyKeysWithoutGarbage() throws Exception {
        RandomGenerator random = Seed.random("shouldFoldManyKeysWithoutGarbage");
        Input input = new Input(random, new int[] {500, 500}, () -> random.nextInt(400));
        Node root = Plans.input(FLAT);
        try (StoredBlocks blocks = StoredBlocks.ofBytes(input.blocks);
                Workers workers = Workers.one();
                ViewFold fold = fold(node(root, Reducer.SUM_LONG), Stages.settings(workers), 50, 600)) {
            FoldTasks tasks = Stages.tasks(fold, root, workers);
            BlockDataset dataset = Plans.dataset(FLAT, blocks);
            long[] sum = new long[1];
            LongLongVisitor visitor = (key, bits) -> sum[0] += bits;
            Allocation.assertNone("a batch of many keys", 300, 100, () -> {
                try {
                    ViewFoldResult result = (ViewFoldResult) tasks.run(dataset, workers, null, null);
                    result.forEachLong(visitor);
                    result.release();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }
}
