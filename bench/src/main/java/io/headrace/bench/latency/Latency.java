package io.headrace.bench.latency;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Latency of ten thousand keys under an open loop, at parts of each contender's own greatest rate. <b>Threading:</b> no state. */
public final class Latency {
    private static final String KEYS = "10000";
    private static final String FLOOR = "jitter floor";
    private static final String BUSY_FLOOR = "jitter floor, all CPUs busy";
    private static final double[] LOADS = {0.1, 0.5, 0.8};

    /** About half of what Jet takes: the same for each durability, so that they can be compared, and not bound by the disk. */
    private static final long SAME_RATE = 4_000_000;

    /** Of the tail, in microseconds. */
    private static final double TAIL = 2_000;

    private static final double OF_JET = 0.2;
    private static final double OF_SPARK = 0.01;

    private Latency() {}

    public static Scenario scenario() {
        List<Contestant> legs = new ArrayList<>();
        legs.add(Contestant.ours(FLOOR, Floor.class, 1));
        legs.add(Contestant.ours(BUSY_FLOOR, Floor.class, Runtime.getRuntime().availableProcessors()));
        for (double load : LOADS) legs.add(engine(1, "OFF", load));
        legs.add(engine(1, "PROCESS", LOADS[1]));
        legs.add(engine(1, "BATCH", LOADS[1]));
        for (int interval : new int[] {5, 20, 100}) legs.add(engine(interval, "OFF", LOADS[1]));
        for (String durability : List.of("OFF", "PROCESS", "BATCH")) legs.add(engineAtSameRate(durability));
        for (House house : List.of(House.JET, House.FLINK, House.SPARK)) {
            for (double load : LOADS) {
                String contender = "io.headrace.bench.peers." + house.module() + ".Paced";
                legs.add(loaded(new Contestant(house, house.title() + at(load), contender, 1, Map.of()), load));
            }
        }
        String tail = "p99.99";
        String off = label(1, "OFF", LOADS[1]);
        List<Goal> goals = List.of(
                Goal.atMost(TAIL, tail, off),
                Goal.atMost(TAIL, tail, label(1, "PROCESS", LOADS[1])),
                new Goal(tail, off, FLOOR, -1, false),
                new Goal(tail, off, BUSY_FLOOR, -1, false),
                new Goal(tail, off, House.JET.title() + at(LOADS[1]), OF_JET, true),
                new Goal(tail, off, House.FLINK.title() + at(LOADS[1]), -1, false),
                new Goal(tail, off, House.SPARK.title() + at(LOADS[1]), OF_SPARK, true));
        return new Scenario("latency", "records", directory -> new Input(directory, 0, 0, 0), legs, goals);
    }

    private static Contestant engine(int interval, String durability, double load) {
        return loaded(engine(label(interval, durability, load), interval, durability), load);
    }

    private static Contestant engineAtSameRate(String durability) {
        String label = label(1, durability) + ", " + SAME_RATE / 1_000_000 + " M/s";
        return engine(label, 1, durability).with("rate", String.valueOf(SAME_RATE));
    }

    private static Contestant engine(String label, int interval, String durability) {
        return Contestant.ours(label, PacedViews.class, 1)
                .with("interval", String.valueOf(interval))
                .with("durability", durability)
                .with("keys", KEYS);
    }

    private static Contestant loaded(Contestant leg, double load) {
        return leg.with("load", String.valueOf(load)).with("keys", KEYS);
    }

    private static String label(int interval, String durability, double load) {
        return label(interval, durability) + at(load);
    }

    private static String label(int interval, String durability) {
        return "engine, " + interval + " ms, " + durability;
    }

    private static String at(double load) {
        return String.format(Locale.ROOT, ", %.0f %%", 100 * load);
    }
}
