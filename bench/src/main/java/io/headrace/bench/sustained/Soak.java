package io.headrace.bench.sustained;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.Input;
import java.util.ArrayList;
import java.util.List;

/** Half of the greatest rate for a long time, durably, into running counts. <b>Threading:</b> no state. */
public final class Soak {
    private static final String EPSILON = "engine, BATCH, Epsilon, 256 MB";
    private static final String G1 = "engine, BATCH, G1, 256 MB";

    /** Memory and files may differ by so much from quarter to quarter, and the tail from the first minute to the last. */
    private static final double FLAT_MEMORY = 1.05;

    private static final double FLAT_FILES = 1.1;
    private static final double FLAT_TAIL = 1.1;

    private Soak() {}

    public static Scenario scenario() {
        List<Goal> goals = new ArrayList<>();
        for (String leg : List.of(EPSILON, G1)) {
            goals.add(Goal.atMost(0, "missing", leg));
            goals.add(Goal.atMost(0, "collections", leg));
            goals.add(Goal.atMost(FLAT_MEMORY, "memory, last quarter / second", leg));
            goals.add(Goal.atMost(FLAT_FILES, "files, last quarter / second", leg));
            goals.add(Goal.atMost(FLAT_TAIL, "p99.9, last part / first", leg));
        }
        List<Contestant> legs =
                List.of(leg(EPSILON, "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC"), leg(G1, "-XX:+UseG1GC"));
        return new Scenario("soak", "records", at -> new Input(at, 0, 0, 0), legs, goals);
    }

    private static Contestant leg(String label, String... collector) {
        List<String> flags = new ArrayList<>(List.of(collector));
        flags.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"));
        return Contestant.ours(label, SoakRun.class, 1)
                .withFlags(flags.toArray(String[]::new))
                .with(RunningTotals.DURABILITY, "BATCH")
                .with(RunningTotals.INTERVAL, "20")
                .with(RunningTotals.FULL, "BLOCK");
    }
}
