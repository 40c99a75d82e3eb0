package io.headrace.bench.nexmark;

import io.headrace.bench.contest.ClassPaths;
import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Queries of Nexmark over the events of Beam's generator. <b>Threading:</b> no state. */
public final class Nexmark {
    private static final int EVENTS = 1_000_000;

    private static final String VIEWS = "engine, views, prepared blocks";
    private static final String OBJECTS = "engine, objects, prepared lists";
    private static final String LOOP = "loop by hand";
    private static final List<String> THREADS = List.of(", 1 thread", ", 2 threads");

    private Nexmark() {}

    /**
     * One for each query.
     *
     * @param classPaths where Beam is found, when the first input is written
     */
    public static List<Scenario> scenarios(ClassPaths classPaths) {
        return Stream.of(Query.values())
                .map(query -> scenario(
                        query, directory -> NexmarkFile.write(directory, EVENTS, query, classPaths.of(House.BEAM))))
                .toList();
    }

    static Scenario scenario(Query query, Scenario.Maker maker) {
        List<Contestant> legs = new ArrayList<>(List.of(Contestant.ours(LOOP, LoopQuery.class, 1)));
        List<Goal> goals = new ArrayList<>(List.of(
                Goal.told(VIEWS + THREADS.get(0), LOOP),
                Goal.told(VIEWS + THREADS.get(1), VIEWS + THREADS.get(0)),
                Goal.told(OBJECTS + THREADS.get(0), LOOP)));
        for (int i = 0; i < THREADS.size(); i++) {
            legs.add(Contestant.ours(VIEWS + THREADS.get(i), PreparedQuery.class, i + 1));
            legs.add(Contestant.ours(OBJECTS + THREADS.get(i), ObjectQuery.class, i + 1));
        }
        for (House house : peers(query)) {
            String name = house.title();
            for (int i = 0; i < THREADS.size(); i++)
                legs.add(Contestant.peer(house, name + THREADS.get(i), "Nexmark", i + 1));
            goals.add(Goal.told(VIEWS + THREADS.get(1), name + THREADS.get(1)));
            goals.add(Goal.told(OBJECTS + THREADS.get(1), name + THREADS.get(1)));
        }
        return new Scenario(
                "Nexmark " + query + " (" + query.title() + ")",
                "events",
                maker,
                legs.stream().map(leg -> leg.with("query", query.name())).toList(),
                goals);
    }

    /** Spark has a pass in a batch, and remembers nothing behind it; the others go by the times of events, so that passes must end. */
    private static List<House> peers(Query query) {
        return query.endsWithItsWindows() ? List.of(House.JET, House.FLINK, House.SPARK) : List.of(House.SPARK);
    }
}
