package io.headrace.exec.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.join.JoinRig.Brought;
import io.headrace.exec.join.JoinRig.Kind;
import io.headrace.exec.join.JoinRig.Pair;
import io.headrace.exec.join.JoinRig.Row;
import io.headrace.function.FlatOut;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Joins of views against two nested loops over plain lists. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class JoinEvaluatorTest {
    private static final long BUDGET = 16 << 20;
    private static final int BATCHES = 60;
    private static final int RECORD_LENGTH_AT = 4; // in an entry

    private final MemoryBudget budget = MemoryBudget.process().child("joins", BUDGET);
    private final RandomGenerator random = Seed.random("JoinEvaluatorTest");

    /** What a batch of the model brought. */
    private record Pane(long tick, List<Row> left, List<Row> right) {}

    private final Deque<Pane> panes = new ArrayDeque<>();
    private @Nullable FlatOut<?> kept;

    @AfterEach
    void everythingComesBack() {
        assertThat(budget.reserved()).isZero();
    }

    private static void pair(Object left, Object right, FlatOut<Object> out) {
        ((Pair) out.add()).left(JoinRig.leftValue(left)).right(JoinRig.rightValue(right));
    }

    private JoinRig rig(Kind kind, int window, int slide, int workers) {
        return new JoinRig(kind, window, slide, workers, random, budget, JoinEvaluatorTest::pair);
    }

    /** Some keys come many times, on both sides. */
    private Brought brought(int keys) {
        return new Brought(blocks(keys), blocks(keys));
    }

    private List<List<Row>> blocks(int keys) {
        List<List<Row>> blocks = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<Row> block = new ArrayList<>();
            for (int j = random.nextInt(25); j > 0; j--)
                block.add(new Row(random.nextInt(1 + random.nextInt(keys)) - keys / 2, random.nextInt(1_000_000)));
            blocks.add(block);
        }
        return blocks;
    }

    private static List<Row> flat(List<List<Row>> blocks) {
        return blocks.stream().flatMap(List::stream).toList();
    }

    /** In the order of the right records, and for each in that of the left ones. */
    private List<Row> expected(long tick, int window) {
        List<Row> left = new ArrayList<>();
        List<Row> right = new ArrayList<>();
        for (Pane pane : panes) {
            if (pane.tick <= tick - window) continue;
            left.addAll(pane.left);
            right.addAll(pane.right);
        }
        List<Row> pairs = new ArrayList<>();
        for (Row payment : right) {
            for (Row order : left) if (order.key() == payment.key()) pairs.add(new Row(order.value(), payment.value()));
        }
        return pairs;
    }

    private void remember(long tick, Brought brought) {
        panes.add(new Pane(tick, flat(brought.left()), flat(brought.right())));
    }

    private static List<Row> sorted(List<Row> rows) {
        return rows.stream()
                .sorted(Comparator.comparingLong(Row::key).thenComparingLong(Row::value))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "FLAT, 1, 1, 1",
        "FLAT, 5, 5, 1",
        "FLAT, 5, 1, 2",
        "FLAT, 6, 2, 1",
        "FLAT, 2, 3, 2",
        "TEXTS, 1, 1, 2",
        "TEXTS, 4, 4, 1",
        "TEXTS, 7, 1, 2",
        "TEXTS, 3, 2, 1",
        "LONGS_OF_TEXTS, 3, 1, 2",
        "LONGS_OF_TEXTS, 4, 4, 1"
    })
    void shouldGiveThePairsOfEachWindow(Kind kind, int window, int slide, int workers) throws Exception {
        long pairs = 0;
        try (JoinRig rig = rig(kind, window, slide, workers)) {
            long tick = 0;
            for (int i = 0; i < BATCHES; i++) {
                tick += random.nextInt(6) == 0 ? 1 + random.nextInt(window + 2) : 1; // some are left out
                Brought brought = brought(1 + random.nextInt(40));
                List<Row> rows = rig.evaluate(tick, brought);
                remember(tick, brought);
                List<Row> wanted = tick % slide == 0 ? expected(tick, window) : List.of();
                assertThat(sorted(rows)).as("batch %d", tick).isEqualTo(sorted(wanted));
                rig.accept();
                pairs += rows.size();
            }
        }
        assertThat(pairs).isPositive();
    }

    @Test
    void shouldGivePairsInTheOrderOfTheRightRecordsAndThenOfTheLeft() throws Exception {
        try (JoinRig rig = rig(Kind.FLAT, 3, 1, 2)) {
            for (long tick = 1; tick < 10; tick++) {
                Brought brought = brought(1); // one key, one partition
                List<Row> rows = rig.evaluate(tick, brought);
                remember(tick, brought);
                assertThat(rows).isEqualTo(expected(tick, 3));
                rig.accept();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWithWhatWasWrittenDown(Kind kind) throws Exception {
        int window = 5;
        JoinRig.Delta delta = new JoinRig.Delta();
        JoinRig rig = rig(kind, window, 2, 1);
        try {
            for (long tick = 1; tick < 40; tick++) {
                if (tick % 7 == 0) {
                    rig.close();
                    rig = rig(kind, window, 2, 1 + random.nextInt(2));
                    delta.restore(rig.join());
                }
                Brought brought = brought(20);
                List<Row> rows = rig.evaluate(tick, brought);
                remember(tick, brought);
                assertThat(sorted(rows)).isEqualTo(tick % 2 == 0 ? sorted(expected(tick, window)) : List.of());
                delta.tick = tick;
                rig.join().writeDelta(delta);
                rig.accept();
            }
        } finally {
            rig.close();
            delta.close();
        }
    }

    @Test
    void shouldRefuseARecordThatIsNotAsLongAsItsKind() throws Exception {
        JoinRig.Delta delta = new JoinRig.Delta();
        try (JoinRig rig = rig(Kind.FLAT, 2, 1, 1);
                JoinRig again = rig(Kind.FLAT, 2, 1, 1)) {
            rig.evaluate(1, new Brought(List.of(List.of(new Row(1, 2))), List.of()));
            delta.tick = 1;
            rig.join().writeDelta(delta);
            rig.accept();
            byte[] entry = delta.entries.get(0);
            delta.entries.set(0, Arrays.copyOf(entry, entry.length - 8));
            byte[] shorter = delta.entries.get(0);
            shorter[RECORD_LENGTH_AT] = (byte) (shorter[RECORD_LENGTH_AT] - 8);
            assertThatThrownBy(() -> delta.restore(again.join()))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("a key of 8 bytes and a record of 20");
        } finally {
            delta.close();
        }
    }

    @Test
    void shouldWriteNothingWithoutAWindow() throws Exception {
        JoinRig.Delta delta = new JoinRig.Delta();
        try (JoinRig rig = rig(Kind.FLAT, 1, 1, 1)) {
            rig.compute(1, brought(5));
            rig.join().writeDelta(delta);
            rig.accept();
            assertThat(rig.join().entries()).isZero();
        } finally {
            delta.close();
        }
        assertThat(delta.entries).isEmpty();
    }

    @Test
    void shouldLeaveNothingOfABatchThatFails() throws Exception {
        AtomicReference<Row> bad = new AtomicReference<>();
        try (JoinRig rig = new JoinRig(Kind.FLAT, 3, 1, 2, random, budget, (left, right, out) -> {
            Row row = bad.get();
            if (row != null && JoinRig.leftValue(left) == row.value())
                throw new IllegalStateException("a pair that fails");
            pair(left, right, out);
        })) {
            for (long tick = 1; tick < 30; tick++) {
                Row order = new Row(7, 1_000_000 + tick);
                Brought brought = new Brought(List.of(List.of(order)), List.of(List.of(new Row(7, tick))));
                bad.set(order);
                long now = tick;
                assertThatThrownBy(() -> rig.evaluate(now, brought))
                        .hasMessageContaining("a pair that fails")
                        .hasMessageContaining("join at Shop.main")
                        .hasMessageContaining("key 7");
                if (random.nextBoolean()) rig.join().discard();
                bad.set(null);
                List<Row> rows = rig.evaluate(tick, brought);
                remember(tick, brought);
                assertThat(sorted(rows)).isEqualTo(sorted(expected(tick, 3)));
                rig.accept();
            }
        }
    }

    @Test
    void shouldSayThatThereIsNoMemoryAndGoOn() throws Exception {
        MemoryBudget small = budget.child("small", 128 << 10);
        try (JoinRig rig = new JoinRig(Kind.FLAT, 4, 1, 1, random, small, JoinEvaluatorTest::pair)) {
            List<Row> many = new ArrayList<>();
            for (int i = 0; i < 4_000; i++) many.add(new Row(i, i));
            Brought large = new Brought(List.of(many), List.of(many));
            assertThatThrownBy(() -> rig.evaluate(1, large))
                    .hasMessageContaining("no memory for more")
                    .hasMessageContaining("headrace.memory.limit");
            Brought brought = brought(5);
            List<Row> rows = rig.evaluate(1, brought);
            remember(1, brought);
            assertThat(sorted(rows)).isEqualTo(sorted(expected(1, 4)));
            rig.accept();
        }
        assertThat(small.reserved()).isZero();
    }

    @Test
    void shouldRefuseResultsBehindTheCall() throws Exception {
        try (JoinRig rig = new JoinRig(Kind.FLAT, 1, 1, 1, random, budget, (left, right, out) -> {
            kept = out;
            pair(left, right, out);
        })) {
            rig.evaluate(1, new Brought(List.of(List.of(new Row(1, 2))), List.of(List.of(new Row(1, 3)))));
            assertThatThrownBy(() -> Objects.requireNonNull(kept).add())
                    .hasMessageContaining("add it inside that call");
            rig.accept();
        }
    }
}
