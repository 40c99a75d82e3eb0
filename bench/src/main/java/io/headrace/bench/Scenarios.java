package io.headrace.bench;

import io.headrace.bench.ads.Ads;
import io.headrace.bench.contest.ClassPaths;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.durable.Durable;
import io.headrace.bench.joins.Joins;
import io.headrace.bench.keyed.Keyed;
import io.headrace.bench.latency.Latency;
import io.headrace.bench.legs.Legs;
import io.headrace.bench.nexmark.Nexmark;
import io.headrace.bench.sliding.Sliding;
import io.headrace.bench.startup.Startup;
import io.headrace.bench.state.RunningState;
import io.headrace.bench.sustained.Overload;
import io.headrace.bench.sustained.Soak;
import io.headrace.bench.words.WordCount;
import java.util.ArrayList;
import java.util.List;

/** The catalogue of scenarios. <b>Threading:</b> no state. */
public final class Scenarios {
    /** What {@code bench} takes besides its older suites. */
    public static final List<String> NAMES = List.of(
            "wordcount",
            "keyed",
            "ysb",
            "nexmark",
            "state",
            "state-sizes",
            "sliding",
            "joins",
            "latency",
            "durable",
            "startup",
            "soak",
            "overload",
            "legs");

    private Scenarios() {}

    /** What must be built besides peers before a scenario's input can be written. */
    public static List<House> makers(String name) {
        return name.equals("nexmark") || name.equals("all") ? List.of(House.BEAM) : List.of();
    }

    /**
     * The scenarios of a name, or all of them for {@code all}.
     *
     * @param classPaths of the houses that write inputs, asked when one is written
     */
    public static List<Scenario> of(String name, ClassPaths classPaths) {
        if (name.equals("all")) {
            List<Scenario> all = new ArrayList<>();
            for (String each : NAMES) all.addAll(of(each, classPaths));
            return all;
        }
        return switch (name) {
            case "wordcount" -> List.of(WordCount.scenario());
            case "keyed" -> Keyed.scenarios();
            case "ysb" -> List.of(Ads.scenario());
            case "nexmark" -> Nexmark.scenarios(classPaths);
            case "state" -> RunningState.scenarios();
            case "state-sizes" -> RunningState.sizes();
            case "sliding" -> Sliding.scenarios();
            case "joins" -> List.of(Joins.scenario());
            case "latency" -> List.of(Latency.scenario());
            case "durable" -> Durable.scenarios();
            case "startup" -> Startup.scenarios();
            case "soak" -> List.of(Soak.scenario());
            case "overload" -> List.of(Overload.scenario());
            case "legs" -> Legs.scenarios();
            default -> throw new IllegalArgumentException("there is no scenario \"" + name + "\"; there are " + NAMES);
        };
    }
}
