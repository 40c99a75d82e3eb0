package io.headrace.exec.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Plans;
import io.headrace.exec.data.StoredBlocks;
import io.headrace.exec.data.Workers;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class IntakeFoldTest {
    private static final FlatLayout LAYOUT =
            FlatLayout.builder().addLong("key").addLong("number").build();
    private static final RowFormat FLAT = new RowFormat.Flat(FlatViews.of(Sold.class, LAYOUT));
    private static final long POISON = -1;

    interface Sold {
        long key();

        long number();
    }

    private static final ViewKey.OfLong<Sold> KEY = new ViewKey.OfLong<>(Sold::key);
    private static final ViewValue<Sold, Long> NUMBER = new ViewValue.OfLong<>(sold -> {
        if (sold.number() == POISON) throw new IllegalStateException("a poisonous record");
        return sold.number();
    });

    private static byte[] sold(long key, long number) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(key)
                .putLong(number)
                .array();
    }

    private static Node node(Reducer reducer) {
        return Plans.then(
                Plans.input(FLAT), new Operator.Fold("fold", KEY, NUMBER, reducer, Partitioning.of(Stages.PARTITIONS)));
    }

    private static ViewFold tables(Node node, Reducer reducer, Workers workers) {
        return new ViewFold(node, KEY, NUMBER, reducer, Stages.placer(), Stages.settings(workers));
    }

    /** The first worker's numbers and the others' come to what a table of all does, batch after batch. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldHaveEachRecordOnceWhoeverReadsIt(int workers) throws Exception {
        RandomGenerator random = Seed.random("IntakeFoldTest");
        Map<Long, Long> direct = new HashMap<>();
        Map<Long, Long> expected = new HashMap<>();
        List<List<byte[]>> records = new ArrayList<>();
        for (int block = 0; block < 12; block++) {
            List<byte[]> of = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long key = random.nextInt(50);
                of.add(sold(key, i));
                expected.merge(key, (long) i, Long::sum);
            }
            records.add(of);
        }
        Node node = node(Reducer.SUM_LONG);
        try (Workers several = new Workers(workers, random.nextLong());
                ViewFold tables = tables(node, Reducer.SUM_LONG, several);
                StoredBlocks blocks = StoredBlocks.ofBytes(records)) {
            IntakeFold fold = new IntakeFold(
                    node, tables, KEY, NUMBER, Reducer.SUM_LONG, (key, bits) -> direct.merge(key, bits, Long::sum));
            FoldTasks tasks = Stages.tasks(fold, node.parent(), several);
            BlockDataset dataset = Plans.dataset(FLAT, blocks);
            for (int batch = 0; batch < 20; batch++) {
                direct.clear();
                ViewFoldResult others = (ViewFoldResult) tasks.run(dataset, several, null, null);
                if (workers == 1) assertThat(others.size()).isZero();
                others.forEachLong((key, bits) -> direct.merge(key, bits, Long::sum));
                others.release();
                assertThat(direct).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldSayWhichRecordFailed() throws Exception {
        Node node = node(Reducer.MAX_LONG);
        try (Workers one = Workers.one();
                ViewFold tables = tables(node, Reducer.MAX_LONG, one);
                StoredBlocks blocks = StoredBlocks.ofBytes(List.of(List.of(sold(1, 1), sold(2, POISON))))) {
            IntakeFold fold = new IntakeFold(node, tables, KEY, NUMBER, Reducer.MAX_LONG, (key, bits) -> {});
            FoldTasks tasks = Stages.tasks(fold, node.parent(), one);
            assertThatThrownBy(() -> tasks.run(Plans.dataset(FLAT, blocks), one, null, null))
                    .isInstanceOf(OperatorFailedException.class)
                    .hasMessageContaining("fold")
                    .hasStackTraceContaining("a poisonous record");
        }
    }

    @Test
    void shouldRefuseReducersWhoseOrderCounts() {
        Node node = node(Reducer.SUM_LONG);
        try (Workers one = Workers.one();
                ViewFold tables = tables(node, Reducer.SUM_LONG, one)) {
            assertThatThrownBy(() -> new IntakeFold(node, tables, KEY, NUMBER, Reducer.SUM_DOUBLE, (key, bits) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the order of rows counts");
        }
    }
}
