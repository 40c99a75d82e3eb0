package io.headrace.bench.state;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.fork.RowsOf;
import io.headrace.bench.input.StateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Running counts by key, in three forms, and by how many keys there are. <b>Threading:</b> no state. */
public final class RunningState {
    private static final int RECORDS = 1_000_000;
    private static final int KEYS = 1_000_000;
    private static final int BATCH = 100_000;
    private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000, 5_000_000);

    private static final String VIEWS = "engine, views, prepared blocks";
    private static final String RECEIVED = "engine, views, from a receiver, 1 worker";
    private static final String OBJECTS = "engine, objects, prepared lists";
    private static final String LOOP = "loop with a long[] table";

    private RunningState() {}

    /** All forms at a million keys. */
    public static List<Scenario> scenarios() {
        return List.of(
                scenario(RowsOf.RECORDS, KEYS), scenario(RowsOf.TOUCHED_KEYS, KEYS), scenario(RowsOf.ALL_KEYS, KEYS));
    }

    /** From ten thousand to five million keys. */
    public static List<Scenario> sizes() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int keys : SIZES) scenarios.add(scenario(RowsOf.RECORDS, keys));
        for (int keys : SIZES) scenarios.add(scenario(RowsOf.TOUCHED_KEYS, keys));
        return scenarios;
    }

    private static Scenario scenario(RowsOf rows, int keys) {
        return scenario(rows, Math.max(RECORDS, keys), keys, BATCH);
    }

    /** One that may be small. */
    static Scenario scenario(RowsOf rows, int records, int keys, int batch) {
        List<Contestant> legs = new ArrayList<>(List.of(Contestant.ours(LOOP, StateLoop.class, 1)));
        List<Goal> goals = new ArrayList<>(List.of(
                Goal.told(on(1, VIEWS), LOOP), Goal.told(on(2, VIEWS), on(1, VIEWS)), Goal.told(on(1, OBJECTS), LOOP)));
        for (int threads = 1; threads <= 2; threads++)
            legs.add(Contestant.ours(on(threads, VIEWS), PreparedState.class, threads));
        if (rows == RowsOf.RECORDS) legs.add(Contestant.ours(RECEIVED, ReceivedState.class, 1));
        for (int threads = 1; threads <= 2; threads++)
            legs.add(Contestant.ours(on(threads, OBJECTS), ObjectState.class, threads));
        for (House house : peers(rows)) {
            String name = house.title();
            for (int threads = 1; threads <= 2; threads++)
                legs.add(Contestant.peer(house, on(threads, name), "RunningState", threads));
            goals.add(Goal.told(on(2, VIEWS), on(2, name)));
            goals.add(Goal.told(on(2, OBJECTS), on(2, name)));
        }
        List<Contestant> told = legs.stream()
                .map(leg -> leg.with("rows", rows.name())
                        .with("keys", String.valueOf(keys))
                        .with("batch", String.valueOf(batch)))
                .toList();
        String name = String.format(Locale.ROOT, "running count, %s, %,d keys", words(rows), keys);
        return new Scenario(
                name, "records", directory -> StateFile.write(directory, records, keys, batch, rows), told, goals);
    }

    /** Two go record by record and have no batches to give rows for, and the third has batches of its own. */
    private static List<House> peers(RowsOf rows) {
        return rows == RowsOf.RECORDS ? List.of(House.JET, House.FLINK, House.SPARK) : List.of();
    }

    private static String words(RowsOf rows) {
        return switch (rows) {
            case RECORDS -> "a row for each record";
            case TOUCHED_KEYS -> "a row for each key of a batch";
            case ALL_KEYS -> "a row for every key in each batch";
        };
    }

    private static String on(int threads, String what) {
        return what + (threads == 1 ? ", 1 thread" : ", " + threads + " threads");
    }
}
