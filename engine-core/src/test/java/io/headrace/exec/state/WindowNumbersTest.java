package io.headrace.exec.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.data.Plans;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyGroups;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.plan.Node;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.RowFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of numbers against tables of plain panes. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class WindowNumbersTest {
    private static final int MOST_KEY = 64;
    private static final long BUDGET = 8 << 20;
    private static final Node NODE = Plans.input(new RowFormat.Text());

    private final MemoryBudget budget = MemoryBudget.process().child("windows", BUDGET);
    private long key;
    private PaneChunks memory;
    private PaneBuffer batch;
    private WindowNumbers window;

    /** A batch of a model. */
    private record Pane(long tick, Map<Long, Long> numbers) {}

    private final Deque<Pane> panes = new ArrayDeque<>();

    @BeforeEach
    void begin() {
        key = NativeMemory.allocate(MOST_KEY, MemoryTag.TEST);
        memory = new PaneChunks(PaneBuffer.CHUNK_BYTES, budget);
        batch = new PaneBuffer(memory);
        window = window(Reducer.SUM_LONG, false, 1);
    }

    @AfterEach
    void end() {
        window.close();
        batch.clear();
        memory.close();
        NativeMemory.free(key, MOST_KEY, MemoryTag.TEST);
        assertThat(budget.reserved()).isZero();
    }

    private void open(Reducer reducer, boolean texts, int ticks) {
        window.close();
        window = window(reducer, texts, ticks);
    }

    private WindowNumbers window(Reducer reducer, boolean texts, int ticks) {
        KeyPlacer[] placers = {KeyPlacer.of(Partitioning.of(4), KeyGroups.ofDefault(), 4, null)};
        return reducer.isInvertible()
                ? new SumWindow(NODE, ticks, budget, placers, texts)
                : new ReducedWindow(NODE, reducer, ticks, budget, placers, texts);
    }

    /** Of eight bytes, or up to sixty. */
    private int putKey(long number) {
        if (!window.hasTextKeys()) {
            RawMemory.putLong(key, number);
            return Long.BYTES;
        }
        byte[] text = text(number).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) RawMemory.putByte(key + i, text[i]);
        return text.length;
    }

    private static String text(long number) {
        return "k".repeat((int) (number % 40)) + number;
    }

    private void batch(Map<Long, Long> numbers) {
        batch.clear();
        numbers.forEach((each, number) ->
                assertThat(batch.add(key, putKey(each), number)).isTrue());
    }

    private void slide(long tick, Map<Long, Long> numbers) throws Exception {
        batch(numbers);
        move(tick, true);
    }

    private void move(long tick, boolean isDue) throws Exception {
        window.begin();
        window.putAll(batch);
        window.move(tick, isDue);
    }

    /** Row by row, two a key where the reducer makes the number of them. */
    private void moveByRows(Reducer reducer, long tick, Map<Long, Long> numbers, boolean isDue) throws Exception {
        window.begin();
        boolean isSum = reducer == Reducer.SUM_LONG;
        boolean isTwice = isSum || reducer == Reducer.MAX_LONG;
        numbers.forEach((each, number) -> window.put(each, isTwice ? number - 5 : number));
        if (isTwice) numbers.forEach((each, number) -> window.put(each, isSum ? 5 : number));
        window.move(tick, isDue);
    }

    private Map<Long, Long> shown() throws Exception {
        Map<Long, Long> shown = new TreeMap<>();
        if (window.hasTextKeys()) window.forEachText((text, bits) -> shown.put(number(text.toString()), bits));
        else
            window.forEachLong((each, bits) -> assertThat(shown.put(each, bits)).isNull());
        assertThat(window.size()).isEqualTo(shown.size());
        return shown;
    }

    private static long number(String text) {
        return Long.parseLong(text.substring(text.lastIndexOf('k') + 1));
    }

    private Map<Long, Long> expected(Reducer reducer, long tick, int ticks) {
        Map<Long, Long> expected = new TreeMap<>();
        for (Pane pane : panes) {
            if (pane.tick() <= tick - ticks) continue;
            pane.numbers()
                    .forEach((each, number) -> expected.merge(each, number, (left, right) -> switch (reducer) {
                        case SUM_LONG -> left + right;
                        case MAX_LONG -> Math.max(left, right);
                        case MIN_LONG -> Math.min(left, right);
                        default ->
                            Double.doubleToRawLongBits(Double.longBitsToDouble(left) + Double.longBitsToDouble(right));
                    }));
        }
        return expected;
    }

    @ParameterizedTest
    @CsvSource({
        "SUM_LONG, false, 7",
        "SUM_LONG, true, 7",
        "MAX_LONG, false, 1",
        "MAX_LONG, false, 13",
        "MAX_LONG, true, 13",
        "MIN_LONG, true, 32",
        "SUM_DOUBLE, false, 9"
    })
    void shouldGiveWhatItsPanesComeTo(Reducer reducer, boolean texts, int ticks) throws Exception {
        open(reducer, texts, ticks);
        RandomGenerator random = Seed.random("WindowNumbersTest");
        long tick = 0;
        for (int i = 0; i < 1_500; i++) {
            tick += random.nextInt(10) == 0 ? 1 + random.nextInt(2 * ticks) : 1;
            Map<Long, Long> numbers = new TreeMap<>();
            int keys = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
            // Keys come, and some never again.
            for (int k = 0; k < keys; k++) numbers.put(i / 20 + (long) random.nextInt(100), number(reducer, random));
            boolean isDue = random.nextInt(5) > 0;
            move(reducer, tick, numbers, isDue, random);
            if (random.nextInt(6) == 0) { // a record throws, and the batch is computed once more without it
                window.discard();
                if (!numbers.isEmpty())
                    numbers.remove(numbers.keySet().iterator().next());
                move(reducer, tick, numbers, isDue, random);
            }
            panes.add(new Pane(tick, numbers));
            Map<Long, Long> expected = expected(reducer, tick, ticks);
            if (isDue) assertThat(shown()).as("tick %d", tick).isEqualTo(expected);
            window.accept(tick);
            if (isDue) assertThat(shown()).as("tick %d, accepted", tick).isEqualTo(expected);
        }
    }

    private void move(Reducer reducer, long tick, Map<Long, Long> numbers, boolean isDue, RandomGenerator random)
            throws Exception {
        batch(numbers);
        if (window.hasTextKeys() || random.nextBoolean()) move(tick, isDue);
        else moveByRows(reducer, tick, numbers, isDue);
    }

    /** Sums of doubles that are exact: whole numbers. */
    private static long number(Reducer reducer, RandomGenerator random) {
        int number = random.nextInt(-1_000, 1_000);
        return reducer.isDouble() ? Double.doubleToRawLongBits(number) : number;
    }

    @ParameterizedTest
    @CsvSource({"SUM_LONG, false", "SUM_LONG, true", "MAX_LONG, false", "MAX_LONG, true"})
    void shouldForgetKeysThatNeverComeAgain(Reducer reducer, boolean texts) throws Exception {
        open(reducer, texts, 16);
        long atOnce = 0;
        long bytes = 0;
        for (long tick = 1; tick <= 4_000; tick++) {
            Map<Long, Long> numbers = new TreeMap<>();
            for (int k = 0; k < 20; k++) numbers.put(tick * 20 + k, 1L);
            slide(tick, numbers);
            window.accept(tick);
            atOnce = Math.max(atOnce, window.slots.known());
            if (tick == 500) bytes = window.memoryBytes();
        }
        assertThat(window.size()).isEqualTo(16 * 20);
        assertThat(atOnce).isLessThan(16 * 20 * 6);
        assertThat(window.memoryBytes())
                .as("no more than after the first five hundred")
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"SUM_LONG, false", "SUM_LONG, true", "MAX_LONG, false", "MAX_LONG, true"})
    void shouldSlideWithoutAllocating(Reducer reducer, boolean texts) {
        open(reducer, texts, 64);
        long[] tick = {0};
        Runnable slide = () -> {
            batch.clear();
            long now = ++tick[0];
            for (long k = 0; k < 40; k++) {
                RawMemory.putLong(key, (now * 31 + k * 17) % 500);
                batch.add(key, Long.BYTES, now);
            }
            try {
                move(now, true);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            window.accept(now);
        };
        Allocation.assertNone("a slide", 2_000, 500, slide);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUM_LONG", "MAX_LONG"})
    void shouldSayWhenThereIsNoMemoryAndGiveBackWhatItTook(Reducer reducer) throws Exception {
        open(reducer, false, 1_000);
        assertThatThrownBy(() -> {
                    for (long tick = 1; tick <= 1_000; tick++) {
                        Map<Long, Long> numbers = new TreeMap<>();
                        for (int k = 0; k < 2_000; k++) numbers.put(tick * 2_000 + k, 1L);
                        slide(tick, numbers);
                        window.accept(tick);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keys in its window, and no memory for more");
    }

    @Test
    void shouldCountRowsOfPanesOrKeys() throws Exception {
        for (Reducer reducer : new Reducer[] {Reducer.SUM_LONG, Reducer.MAX_LONG}) {
            open(reducer, false, 3);
            for (long tick = 1; tick <= 10; tick++) {
                slide(tick, Map.of(1L, 1L, 2L, 2L));
                window.accept(tick);
            }
            assertThat(window.entries()).isEqualTo(reducer == Reducer.SUM_LONG ? 2 : 2 * 5);
        }
    }
}
