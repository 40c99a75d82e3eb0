package io.headrace.bench.engine;

import io.headrace.exec.fold.ViewFoldResult;
import java.util.ArrayList;
import java.util.List;
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
 * Word count over prepared blocks in memory, one thread: the engine's fused pass on views against the loops of {@link HandLoops} over the
 * same bytes. An operation is a batch of all blocks, whose tables are empty before it.
 *
 * <p>The engine's pipeline is timed as the first of its JVM, and as the fourth, after three others have run hot: call sites that pipelines
 * share would show there. Each leg's counts are compared with those of the exact scalar loop before anything is timed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class WordCountBenchmark {
    static final int BLOCKS = 2;

    /** Words of an operation: {@link #prepare} checks it. */
    static final int WORDS = 272_010;

    private static final int HEATING = 60;

    private @Nullable PreparedLines lines;
    private long expected;

    /** Makes the blocks, and what they count to. */
    @Setup
    public void prepare() {
        PreparedLines made = new PreparedLines(BLOCKS);
        lines = made;
        if (made.words() != WORDS) throw new IllegalStateException("the blocks have " + made.words() + " words");
        try (WordTable table = new WordTable()) {
            HandLoops.scalar(made.bytes(), table);
            expected = table.checksum();
        }
    }

    PreparedLines lines() {
        if (lines == null) throw new IllegalStateException("not set up");
        return lines;
    }

    void check(String leg, long checksum) {
        if (checksum != expected) throw new IllegalStateException(leg + " counts other words than the scalar loop");
    }

    @TearDown
    public void free() {
        lines().close();
    }

    @Benchmark
    public void scalarLoop(ByHand byHand) {
        WordTable table = byHand.table();
        table.clear();
        HandLoops.scalar(lines().bytes(), table);
    }

    @Benchmark
    public void wideLoop(ByHand byHand) {
        WordTable table = byHand.table();
        table.clear();
        HandLoops.wide(lines().bytes(), table);
    }

    @Benchmark
    public void pass(Engine engine) throws Exception {
        engine.pipeline().batch().release();
    }

    /** The table of the hand-written loops. */
    @State(Scope.Thread)
    public static class ByHand {
        private @Nullable WordTable table;

        @Setup
        public void check(WordCountBenchmark benchmark) {
            WordTable made = new WordTable();
            table = made;
            HandLoops.wide(benchmark.lines().bytes(), made);
            benchmark.check("the wide loop", made.checksum());
        }

        WordTable table() {
            if (table == null) throw new IllegalStateException("not set up");
            return table;
        }

        @TearDown
        public void close() {
            table().close();
        }
    }

    /** The engine's pipelines. */
    @State(Scope.Thread)
    public static class Engine {
        /** Which pipeline of its JVM the timed one is. */
        @Param({"first", "fourth"})
        private String place;

        private final List<Pipelines> others = new ArrayList<>();
        private @Nullable Pipelines pipeline;

        @Setup
        public void make(WordCountBenchmark benchmark) throws Exception {
            for (int kind = 1; place.equals("fourth") && kind < Pipelines.KINDS; kind++) {
                Pipelines other = new Pipelines(kind, benchmark.lines());
                others.add(other);
                check(other, benchmark);
                for (int i = 0; i < HEATING; i++) other.batch().release();
            }
            Pipelines timed = new Pipelines(0, benchmark.lines());
            pipeline = timed;
            check(timed, benchmark);
        }

        private static void check(Pipelines pipeline, WordCountBenchmark benchmark) throws Exception {
            ViewFoldResult result = pipeline.batch();
            long[] checksum = new long[1];
            result.forEachText((key, bits) -> checksum[0] += WordTable.checksum(key.address(), key.length(), bits));
            result.release();
            benchmark.check("the engine", checksum[0]);
        }

        Pipelines pipeline() {
            if (pipeline == null) throw new IllegalStateException("not set up");
            return pipeline;
        }

        @TearDown
        public void close() {
            pipeline().close();
            others.forEach(Pipelines::close);
        }
    }
}
