package io.headrace.exec.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Tuple2;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Plans;
import io.headrace.exec.data.Workers;
import io.headrace.function.Function2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.RowFormat;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is combined lies without a box while it can, and nobody can tell. */
@ExtendWith(LeakCheck.class)
@SuppressWarnings("NullAway") // values may be null
class NumberCombinationsTest {
    private static final int KEYS = 300;
    private static final int PAIRS = 5_000;
    private static final int BLOCKS = 5;

    private final RandomGenerator random = Seed.random("NumberCombinationsTest");

    @Test
    void shouldSumIntegersThatOverflow() throws Exception {
        compare(i -> random.nextInt(), (one, other) -> (Integer) one + (Integer) other);
    }

    @Test
    void shouldSumLongs() throws Exception {
        compare(i -> random.nextLong(), (one, other) -> (Long) one + (Long) other);
    }

    @Test
    void shouldKeepEveryBitOfDoubles() throws Exception {
        double[] odd = {0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE};
        compare(
                i -> random.nextBoolean() ? odd[random.nextInt(odd.length)] : random.nextDouble(),
                (one, other) -> Math.max((Double) one, (Double) other));
    }

    @Test
    void shouldGoOnWithObjectsWhereASumOutgrowsItsClass() throws Exception {
        compare(i -> random.nextLong(), (one, other) -> {
            BigInteger sum = big(one).add(big(other));
            return sum.bitLength() < Long.SIZE ? (Object) sum.longValue() : sum;
        });
    }

    private static BigInteger big(Object number) {
        return number instanceof BigInteger big ? big : BigInteger.valueOf((Long) number);
    }

    @Test
    void shouldTakeNumbersOfSeveralClasses() throws Exception {
        compare(
                i -> switch (random.nextInt(4)) {
                    case 0 -> i;
                    case 1 -> (long) i;
                    case 2 -> (double) i;
                    default -> "" + i;
                },
                (one, other) -> other);
    }

    @Test
    void shouldTakeCombinationsThatAreNull() throws Exception {
        compare(i -> i % 3 == 0 ? null : i, (one, other) -> one == null || other == null ? null : (Integer) other);
    }

    @Test
    void shouldTakeTablesOfEachClassOneBehindTheOther() throws Exception {
        Function2<Object, Object, Object> last = (one, other) -> other;
        List<List<Tuple2<?, ?>>> batches =
                List.of(pairs(i -> i), pairs(i -> "" + i), pairs(i -> (long) i), pairs(i -> (double) i), pairs(i -> i));
        Node node = node(last);
        for (boolean exact : new boolean[] {false, true}) {
            Combine combine = combine(last, exact);
            try (Workers workers = Workers.one();
                    CombineFold fold = new CombineFold(node, combine, Stages.placer(), Stages.settings(workers))) {
                FoldTasks tasks = Stages.tasks(fold, Plans.input(new RowFormat.Text()), workers);
                for (List<Tuple2<?, ?>> batch : batches) {
                    FoldResult result = tasks.run(new ListDataset().begin(List.of(batch)), workers, null, null);
                    assertThat(asMap(Stages.rows(result, workers))).isEqualTo(model(batch, last));
                    result.release();
                }
            }
        }
    }

    /** Of one worker and of several, in order and not: not for functions that care for the order. */
    private void compare(IntFunction<@Nullable Object> values, Function2<Object, Object, Object> function)
            throws Exception {
        List<Tuple2<?, ?>> pairs = pairs(values);
        List<List<Tuple2<?, ?>>> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) blocks.add(pairs.subList(i * PAIRS / BLOCKS, (i + 1) * PAIRS / BLOCKS));
        Map<Object, Object> expected = model(pairs, function);
        for (Workers workers : List.of(Workers.one(), new Workers(3, 0))) {
            try (workers;
                    CombineFold fold = new CombineFold(
                            node(function), combine(function, false), Stages.placer(), Stages.settings(workers))) {
                FoldTasks tasks = Stages.tasks(fold, Plans.input(new RowFormat.Text()), workers);
                FoldResult result = tasks.run(new ListDataset().begin(blocks), workers, null, null);
                List<Object> rows = Stages.rows(result, workers);
                assertThat(rows).hasSameSizeAs(expected.keySet());
                assertThat(asMap(rows)).isEqualTo(expected);
                result.release();
            }
        }
    }

    private List<Tuple2<?, ?>> pairs(IntFunction<@Nullable Object> values) {
        List<Tuple2<?, ?>> pairs = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) pairs.add(Tuple2.of("key " + random.nextInt(KEYS), values.apply(i)));
        return pairs;
    }

    private static Map<Object, Object> model(List<Tuple2<?, ?>> pairs, Function2<Object, Object, Object> function)
            throws Exception {
        Map<Object, Object> model = new HashMap<>();
        for (Tuple2<?, ?> pair : pairs) {
            if (model.containsKey(pair._1())) model.put(pair._1(), function.call(model.get(pair._1()), pair._2()));
            else model.put(pair._1(), pair._2());
        }
        return model;
    }

    private static Map<Object, Object> asMap(List<Object> rows) {
        Map<Object, Object> map = new HashMap<>();
        for (Object row : rows) map.put(((Tuple2<?, ?>) row)._1(), ((Tuple2<?, ?>) row)._2());
        return map;
    }

    private static Node node(Function2<Object, Object, Object> function) {
        return Plans.then(
                Plans.input(new RowFormat.Text()),
                new Operator.CombineByKey("reduceByKey", combine(function, false), Partitioning.BY_DEFAULT));
    }

    private static Combine combine(Function2<Object, Object, Object> function, boolean exact) {
        return new Combine(value -> value, function, function, exact);
    }
}
