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
    private static final double[] LOADS = {0.1, 0.5, 0.8};

    /** Of the tail, in microseconds. */
    private static final double TAIL = 2_000;

    private static final double OF_JET = 0.2;
    private static final double OF_SPARK = 0.01;

    private Latency() {}

    public static Scenario scenario() {
        List<Contestant> legs = new ArrayList<>();
        legs.add(Contestant.ours(FLOOR, Floor.class, 1));
        for (double load : LOADS) legs.add(engine(1, "OFF", load));
        legs.add(engine(1, "PROCESS", LOADS[1]));
        legs.add(engine(1, "BATCH", LOADS[1]));
        for (int interval : new int[] {5, 20, 100}) legs.add(engine(interval, "OFF", LOADS[1]));
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
                new Goal(tail, off, House.JET.title() + at(LOADS[1]), OF_JET, true),
                new Goal(tail, off, House.FLINK.title() + at(LOADS[1]), -1, false),
                new Goal(tail, off, House.SPARK.title() + at(LOADS[1]), OF_SPARK, true));
        return new Scenario("latency", "records", directory -> new Input(directory, 0, 0, 0), legs, goals);
    }

    private static Contestant engine(int interval, String durability, double load) {
        Contestant leg = Contestant.ours(label(interval, durability, load), PacedViews.class, 1);
        return loaded(leg, load).with("interval", String.valueOf(interval)).with("durability", durability);
    }

    private static Contestant loaded(Contestant leg, double load) {
        return leg.with("load", String.valueOf(load)).with("keys", KEYS);
    }

    private static String label(int interval, String durability, double load) {
        return "engine, " + interval + " ms, " + durability + at(load);
    }

    private static String at(double load) {
        return String.format(Locale.ROOT, ", %.0f %%", 100 * load);
    }
}
