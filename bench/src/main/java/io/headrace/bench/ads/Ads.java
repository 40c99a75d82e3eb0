package io.headrace.bench.ads;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.AdsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Views of advertisements by campaign and window of ten seconds, after the Yahoo streaming benchmark. <b>Threading:</b> no state. */
public final class Ads {
    private static final int EVENTS = 400_000;

    private static final String VIEWS = "engine, views, prepared blocks";
    private static final String OBJECTS = "engine, objects";
    private static final String LOOP = "loop by hand";
    private static final List<String> THREADS = List.of(", 1 thread", ", 2 threads");

    private Ads() {}

    public static Scenario scenario() {
        List<Contestant> legs = new ArrayList<>(List.of(Contestant.ours(LOOP, AdLoop.class, 1)));
        add(legs, House.OURS, VIEWS, PreparedAds.class.getName());
        add(legs, House.OURS, OBJECTS, ObjectAds.class.getName());
        List<Goal> goals = new ArrayList<>(List.of(Goal.times(0.5, VIEWS + THREADS.get(0), LOOP)));
        for (House house : List.of(House.JET, House.FLINK, House.SPARK)) {
            String name = house.title();
            add(legs, house, name, "io.headrace.bench.peers." + house.module() + ".Ads");
            goals.add(Goal.told(VIEWS + THREADS.get(1), name + THREADS.get(1)));
            goals.add(Goal.told(OBJECTS + THREADS.get(1), name + THREADS.get(1)));
        }
        return new Scenario("ad events", "events", directory -> AdsFile.write(directory, EVENTS), legs, goals);
    }

    private static void add(List<Contestant> legs, House house, String name, String contender) {
        for (int i = 0; i < THREADS.size(); i++)
            legs.add(new Contestant(house, name + THREADS.get(i), contender, i + 1, Map.of()));
    }
}
