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

    @Param({"scattered", "progression"})
    private String spacing = "scattered";

    private final long[] stream = new long[STREAM];
    private int at;

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int i = 0; i < STREAM; i++) stream[i] = key(random.nextInt(keys));
    }

    /**
     * Distinct keys, none of them 0. A progression stays one under a multiplying hash, which then sends each key to a slot of its
     * own: no table of its size can do better, and no real keys are like that. Scattered ones look like random numbers.
     */
    private long key(int ordinal) {
        long step = (ordinal + 1) * 0x2545F4914F6CDD1DL;
        return spacing.equals("progression") ? step : scattered(step);
    }

    /** One to one, so distinct keys stay distinct, and only 0 becomes 0. */
    private static long scattered(long key) {
        long mixed = (key ^ (key >>> 32)) * 0xD6E8FEB86659FD93L;
        mixed = (mixed ^ (mixed >>> 29)) * 0x9FB21C651E98DF25L;
        return mixed ^ (mixed >>> 32);
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
            for (int i = 0; i < benchmark.keys; i++) made.add(benchmark.key(i), i);
            check("LongKeyTable", made.get(benchmark.key(7), -1), 7);
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
                table.add(benchmark.key(i), i);
                expected += benchmark.key(i) * 31 + i;
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
            for (int i = 0; i < benchmark.keys; i++) add(benchmark.key(i), i);
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
