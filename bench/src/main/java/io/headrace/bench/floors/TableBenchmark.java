package io.headrace.bench.floors;

import io.headrace.memory.table.LongKeyTable;
import io.headrace.memory.table.TableOptions;
import java.util.SplittableRandom;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.values.Values;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A running sum by key: the key table against a hand-written {@code long[]}, and against Chronicle Map in the form that
 * its own documentation calls fastest, in memory, updated in place through a reused value.
 *
 * <p>Keys come in random order from a prepared stream; all keys are in the table before anything is timed. Each leg
 * holds its own table only, and checks its sums against a plain model of the first keys.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class TableBenchmark {
    static final int UPDATES = 4096;
    private static final int STREAM = 1 << 22;

    @Param({"10000", "5000000"})
    private int keys;

    private final long[] stream = new long[STREAM];
    private int at;

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int i = 0; i < STREAM; i++) stream[i] = key(random.nextInt(keys));
    }

    /** Distinct keys, none of them 0, that are not small numbers in a row. */
    private static long key(int ordinal) {
        return (ordinal + 1) * 0x2545F4914F6CDD1DL;
    }

    private int turn() {
        int from = at;
        at = (at + UPDATES) & (STREAM - 1);
        return from;
    }

    private static void check(String leg, long sum, long expected) {
        if (sum != expected) throw new IllegalStateException(leg + " counted " + sum + " instead of " + expected);
    }

    @Benchmark
    public void keyTable(Ours ours) {
        LongKeyTable table = ours.table();
        int from = turn();
        for (int i = from; i < from + UPDATES; i++) table.add(stream[i], 1);
    }

    @Benchmark
    public void longArray(HandWritten handWritten) {
        LongArrayTable table = handWritten.table();
        int from = turn();
        for (int i = from; i < from + UPDATES; i++) table.add(stream[i], 1);
    }

    @Benchmark
    public void chronicleMap(Chronicle chronicle) {
        int from = turn();
        for (int i = from; i < from + UPDATES; i++) chronicle.add(stream[i], 1);
    }

    /** Our table. */
    @State(Scope.Thread)
    public static class Ours {
        private @Nullable LongKeyTable table;

        @Setup
        public void fill(TableBenchmark benchmark) {
            LongKeyTable made = new LongKeyTable(TableOptions.named("benchmark").withExpectedKeys(benchmark.keys));
            for (int i = 0; i < benchmark.keys; i++) made.add(key(i), i);
            check("LongKeyTable", made.get(key(7), -1), 7);
            check("LongKeyTable", made.size(), benchmark.keys);
            table = made;
        }

        LongKeyTable table() {
            if (table == null) throw new IllegalStateException("not set up");
            return table;
        }

        @TearDown
        public void close() {
            table().close();
        }
    }

    /** The limit. */
    @State(Scope.Thread)
    public static class HandWritten {
        private LongArrayTable table = new LongArrayTable(2);

        @Setup
        public void fill(TableBenchmark benchmark) {
            table = new LongArrayTable(benchmark.keys);
            long expected = 0;
            for (int i = 0; i < benchmark.keys; i++) {
                table.add(key(i), i);
                expected += key(i) * 31 + i;
            }
            check("long[]", table.sum(), expected);
        }

        LongArrayTable table() {
            return table;
        }
    }

    /** Chronicle Map, in memory, updated in place. */
    @State(Scope.Thread)
    public static class Chronicle {
        private final LongValue key = Values.newHeapInstance(LongValue.class);
        private final LongValue value = Values.newNativeReference(LongValue.class);
        private @Nullable ChronicleMap<LongValue, LongValue> map;

        @Setup
        public void fill(TableBenchmark benchmark) {
            map = ChronicleMap.of(LongValue.class, LongValue.class)
                    .name("benchmark")
                    .entries(benchmark.keys + benchmark.keys / 3L)
                    .create();
            for (int i = 0; i < benchmark.keys; i++) add(key(i), i);
            check("Chronicle Map", map.size(), benchmark.keys);
        }

        void add(long number, long delta) {
            if (map == null) throw new IllegalStateException("not set up");
            key.setValue(number);
            map.acquireUsing(key, value);
            value.addValue(delta);
        }

        @TearDown
        public void close() {
            if (map != null) map.close();
        }
    }
}
