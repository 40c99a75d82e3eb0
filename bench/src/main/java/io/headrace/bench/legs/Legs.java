package io.headrace.bench.legs;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.Input;
import io.headrace.bench.input.WordsFile;
import io.headrace.bench.words.PreparedViews;
import io.headrace.bench.words.ReceivedViews;
import java.util.ArrayList;
import java.util.List;

/**
 * What one thing costs: a hop between threads, twelve operators, ways in, sizes of blocks and batches, workers, empty batches.
 *
 * <p><b>Threading:</b> no state.
 */
public final class Legs {
    private static final int LINES = 250_000;

    /** Microseconds of an empty batch. */
    private static final double EMPTY = 20;

    private static final List<Integer> BLOCKS = List.of(64 << 10, 256 << 10, 1 << 20, 4 << 20);
    private static final List<Integer> INTERVALS = List.of(1, 5, 10, 50, 200, 1000);

    private Legs() {}

    public static List<Scenario> scenarios() {
        return scenarios(LINES, Runtime.getRuntime().availableProcessors());
    }

    /** The same with so many lines, and up to so many workers. */
    static List<Scenario> scenarios(int lines, int processors) {
        return List.of(
                hops(),
                chain(lines),
                waysIn(lines),
                blockSizes(lines),
                batchIntervals(lines),
                workers(lines, processors),
                emptyBatches());
    }

    private static Scenario hops() {
        String ring = "engine, blocks, one by one";
        String limit = "raw Disruptor, numbers";
        List<Contestant> legs =
                List.of(Contestant.ours(limit, DisruptorHop.class, 2), Contestant.ours(ring, BlockHop.class, 2));
        return new Scenario(
                "hop from thread to thread",
                "hops",
                at -> new Input(at, Hop.HOPS, Hop.HOPS, Hop.HASH * Hop.HOPS),
                legs,
                List.of(Goal.told(ring, limit)));
    }

    private static Scenario chain(int lines) {
        String two = "engine, split and count";
        String twelve = "engine, ten filters between";
        List<Contestant> legs = List.of(chained(two, 0), chained(twelve, ChainedViews.MOST));
        return words("chain of 12 operators", lines, legs, List.of(Goal.told(twelve, two)));
    }

    private static Contestant chained(String label, int filters) {
        return Contestant.ours(label, ChainedViews.class, 1).with(ChainedViews.FILTERS, String.valueOf(filters));
    }

    private static Scenario waysIn(int lines) {
        String prepared = "engine, prepared blocks";
        String received = "engine, from a receiver";
        String socket = "engine, over a loopback socket";
        List<Contestant> legs = List.of(
                Contestant.ours(prepared, PreparedViews.class, 1),
                Contestant.ours(received, ReceivedViews.class, 1),
                Contestant.ours(socket, SocketWords.class, 1));
        return words(
                "word count, ways in",
                lines,
                legs,
                List.of(Goal.told(received, prepared), Goal.told(socket, prepared)));
    }

    private static Scenario blockSizes(int lines) {
        List<Contestant> legs = new ArrayList<>();
        for (int bytes : BLOCKS)
            legs.add(Contestant.ours("engine, blocks of " + (bytes >> 10) + " KiB", ReceivedViews.class, 1)
                    .with(ReceivedViews.BLOCK, String.valueOf(bytes)));
        return words("word count, sizes of blocks", lines, legs, List.of());
    }

    private static Scenario batchIntervals(int lines) {
        List<Contestant> legs = new ArrayList<>();
        for (int millis : INTERVALS)
            legs.add(Contestant.ours("engine, batches of " + millis + " ms", ReceivedViews.class, 1)
                    .with(ReceivedViews.INTERVAL, String.valueOf(millis)));
        return words("word count, batch intervals", lines, legs, List.of());
    }

    private static Scenario workers(int lines, int processors) {
        List<Contestant> legs = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        for (int workers = 1; workers <= processors; workers++) {
            legs.add(Contestant.ours(workers(workers), PreparedViews.class, workers));
            if (workers > 1) goals.add(Goal.told(workers(workers), workers(1)));
        }
        return words("word count, workers", lines, legs, goals);
    }

    private static String workers(int count) {
        return count == 1 ? "engine, 1 worker" : "engine, " + count + " workers";
    }

    private static Scenario words(String name, int lines, List<Contestant> legs, List<Goal> goals) {
        return new Scenario(name, "words", at -> WordsFile.write(at, lines), legs, goals);
    }

    private static Scenario emptyBatches() {
        List<Contestant> legs = new ArrayList<>();
        for (String durability : List.of(EmptyBatches.NONE, "PROCESS", "BATCH"))
            legs.add(Contestant.ours(empty(durability), EmptyBatches.class, 1)
                    .with(EmptyBatches.DURABILITY, durability));
        return new Scenario(
                "empty batch",
                "batches",
                at -> new Input(at, 0, 0, 0),
                legs,
                List.of(Goal.atMost(EMPTY, "p50", empty("PROCESS"))));
    }

    private static String empty(String durability) {
        return durability.equals(EmptyBatches.NONE) ? "engine, no directory" : "engine, " + durability;
    }
}
