package io.headrace.bench.sustained;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.Input;
import io.headrace.receiver.FullPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From a tenth of the greatest rate to twice as much as that. <b>Threading:</b> no state. */
public final class Overload {
    private static final double[] LOADS = {0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.5, 2.0};
    private static final double TWICE = 2.0;

    /** Of the greatest rate, of the memory before, and of the time of the overload until the latency is back. */
    private static final double THROUGHPUT = 0.95;

    private static final double FLAT = 1.1;
    private static final double BACK = 2;

    private Overload() {}

    public static Scenario scenario() {
        List<Contestant> legs = new ArrayList<>();
        for (double load : LOADS) legs.add(leg(FullPolicy.BLOCK, load));
        legs.add(leg(FullPolicy.SPILL, TWICE));
        List<Goal> goals = new ArrayList<>();
        for (FullPolicy policy : List.of(FullPolicy.BLOCK, FullPolicy.SPILL)) {
            String twice = label(policy, TWICE);
            goals.add(new Goal("of the greatest rate", twice, "", THROUGHPUT, false));
            goals.add(Goal.atMost(FLAT, "memory, overload / before", twice));
            goals.add(Goal.atMost(BACK, "back after / overload", twice));
        }
        for (Contestant leg : legs) goals.add(Goal.atMost(0, "missing", leg.label()));
        return new Scenario("overload", "records", at -> new Input(at, 0, 0, 0), legs, goals);
    }

    private static Contestant leg(FullPolicy policy, double load) {
        return Contestant.ours(label(policy, load), OverloadRun.class, 1)
                .withFlags("-XX:+UseG1GC", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch")
                .with(OverloadRun.LOAD, String.valueOf(load))
                .with(RunningTotals.DURABILITY, "PROCESS")
                .with(RunningTotals.INTERVAL, "10")
                .with(RunningTotals.FULL, policy.name());
    }

    private static String label(FullPolicy policy, double load) {
        return String.format(Locale.ROOT, "engine, %s, %.0f %%", policy, 100 * load);
    }
}
