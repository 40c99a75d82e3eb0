package io.headrace.bench.joins;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.DealsFile;
import java.util.ArrayList;
import java.util.List;

/** Orders and the payments of the same second, joined. <b>Threading:</b> no state. */
public final class Joins {
    private static final int WINDOWS = 10;
    private static final int OF_BATCH = 10_000;

    /** Of the loop by hand. */
    private static final double OF_LOOP = 0.4;

    private static final String VIEWS = "engine, views, prepared blocks";
    private static final String OBJECTS = "engine, objects, prepared lists";
    private static final String LOOP = "hash join by hand";

    private Joins() {}

    public static Scenario scenario() {
        return scenario(WINDOWS, OF_BATCH);
    }

    /** One that may be small. */
    static Scenario scenario(int windows, int ofBatch) {
        List<Contestant> legs = new ArrayList<>(List.of(Contestant.ours(LOOP, DealLoop.class, 1)));
        List<Goal> goals = new ArrayList<>(List.of(
                Goal.times(OF_LOOP, on(1, VIEWS), LOOP),
                Goal.told(on(2, VIEWS), on(1, VIEWS)),
                Goal.told(on(1, OBJECTS), LOOP)));
        for (int threads = 1; threads <= 2; threads++) {
            legs.add(Contestant.ours(on(threads, VIEWS), PreparedJoin.class, threads));
            legs.add(Contestant.ours(on(threads, OBJECTS), ObjectJoin.class, threads));
        }
        for (House house : List.of(House.JET, House.FLINK, House.SPARK)) {
            String name = house.title();
            for (int threads = 1; threads <= 2; threads++)
                legs.add(Contestant.peer(house, on(threads, name), "Joins", threads));
            goals.add(Goal.told(on(2, VIEWS), on(2, name)));
            goals.add(Goal.told(on(2, OBJECTS), on(2, name)));
        }
        return new Scenario(
                "join of orders and payments by second",
                "records",
                at -> DealsFile.write(at, windows, ofBatch),
                legs,
                goals);
    }

    private static String on(int threads, String what) {
        return what + (threads == 1 ? ", 1 thread" : ", " + threads + " threads");
    }
}
