package io.headrace.bench.keyed;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.RecordsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sums of flat records by key within a batch, which is the whole file. <b>Threading:</b> no state. */
public final class Keyed {
    /** A batch's handles, by its records. */
    private static final double HANDLES = 0.001;

    private static final String VIEWS = "engine, views, prepared blocks";
    private static final String RECEIVED = "engine, views, from a receiver, 1 worker";
    private static final String LOOP = "loop with a long[] table";

    private Keyed() {}

    public static List<Scenario> scenarios() {
        return List.of(scenario(2_000_000, 10_000), scenario(4_000_000, 5_000_000));
    }

    private static Scenario scenario(int records, int keys) {
        List<Contestant> legs = new ArrayList<>(List.of(
                Contestant.ours(LOOP, KeyedLoop.class, 1).with("keys", String.valueOf(keys)),
                Contestant.ours(VIEWS + ", 1 thread", PreparedKeyed.class, 1),
                Contestant.ours(VIEWS + ", 2 threads", PreparedKeyed.class, 2),
                Contestant.ours(RECEIVED, ReceivedKeyed.class, 1)));
        List<Goal> goals = new ArrayList<>(List.of(
                Goal.times(0.6, VIEWS + ", 1 thread", LOOP),
                Goal.times(1.7, VIEWS + ", 2 threads", VIEWS + ", 1 thread"),
                Goal.atMost(HANDLES, "allocation", VIEWS + ", 1 thread")));
        for (House house : List.of(House.JET, House.FLINK, House.SPARK)) {
            String name = house.title();
            for (int threads = 1; threads <= 2; threads++)
                legs.add(
                        Contestant.peer(house, name + (threads == 1 ? ", 1 thread" : ", 2 threads"), "Keyed", threads));
            goals.add(Goal.told(VIEWS + ", 2 threads", name + ", 2 threads"));
        }
        String name = String.format(Locale.ROOT, "sum by key, %,d keys", keys);
        return new Scenario(name, "records", directory -> RecordsFile.write(directory, records, keys), legs, goals);
    }
}
