package io.headrace.bench.startup;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.fork.ClassPathSize;
import io.headrace.bench.input.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the start of the JVM to the first batch, without old state, and the jars that come along. <b>Threading:</b> no state. */
public final class Startup {
    /** Seconds to the first batch. */
    private static final double GOAL = 1.5;

    /** Megabytes of jars. */
    private static final double SIZE = 25;

    private static final String ENGINE = "engine";
    private static final String ARCHIVED = ", classes from an archive";

    /** A heap as a small program has it, and what the JVM chooses for the rest. */
    private static final String HEAP = "-Xmx1g";

    private static final List<House> PEERS = List.of(House.SPARK, House.FLINK, House.JET);

    private Startup() {}

    public static List<Scenario> scenarios() {
        return List.of(firstBatch(), jars());
    }

    private static Scenario firstBatch() {
        List<Contestant> legs = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        for (String durability : List.of(FirstBatch.NONE, "PROCESS")) {
            String label = label(durability);
            legs.add(ours(label, FirstBatch.class, durability));
            legs.add(ours(label + ARCHIVED, ArchivedFirstBatch.class, durability));
            goals.add(Goal.atMost(GOAL, FirstBatch.TIME, label));
            goals.add(Goal.atMost(GOAL, FirstBatch.TIME, label + ARCHIVED));
        }
        for (House peer : PEERS) {
            legs.add(Contestant.peer(peer, peer.title(), "FirstBatch", 2).withFlags(HEAP));
            goals.add(new Goal(FirstBatch.TIME, label(FirstBatch.NONE), peer.title(), -1, false));
        }
        return new Scenario("start to first batch", "s", at -> new Input(at, 0, 0, 0), legs, goals);
    }

    private static String label(String durability) {
        return durability.equals(FirstBatch.NONE) ? ENGINE + ", no directory" : ENGINE + ", " + durability;
    }

    private static Contestant ours(String label, Class<?> contender, String durability) {
        return user(label, contender).with(FirstBatch.DURABILITY, durability);
    }

    private static Contestant user(String label, Class<?> contender) {
        return new Contestant(House.USER, label, contender.getName(), 2, Map.of(), List.of(HEAP));
    }

    private static Scenario jars() {
        List<Contestant> legs = new ArrayList<>();
        legs.add(user(ENGINE, ClassPathSize.class).with(ClassPathSize.HARNESS, "bench-"));
        for (House peer : PEERS)
            legs.add(new Contestant(peer, peer.title(), ClassPathSize.class.getName(), 1, Map.of(), List.of(HEAP))
                    .with(ClassPathSize.HARNESS, "bench-,HdrHistogram-,jspecify-"));
        return new Scenario(
                "jars on the class path",
                "MB",
                at -> new Input(at, 0, 0, 0),
                legs,
                List.of(Goal.atMost(SIZE, "size", ENGINE)));
    }
}
