package io.headrace.bench.durable;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.Input;
import io.headrace.wal.Durability;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs that records outlive a crash: records received at each durability beside a raw appender, commits beside a loop that forces, and
 * bytes of log for each byte received.
 *
 * <p><b>Threading:</b> no state.
 */
public final class Durable {
    private static final int LINES = 250_000;
    private static final int RECORDS = 1_000_000;
    private static final int PASSES = 8;
    private static final String BLOCK = "262144";

    /** Of the raw appender's bytes at {@code PROCESS}, and of the bare loop's commits at {@code BATCH}. */
    private static final double OF_APPENDER = 0.85;

    private static final double OF_FORCES = 0.9;

    private static final String WITHOUT = "engine, no directory";
    private static final String APPENDER = "raw Chronicle appender";
    private static final String FORCES = "loop that writes a page and forces it";

    private Durable() {}

    public static List<Scenario> scenarios() {
        return scenarios(LINES, RECORDS, PASSES);
    }

    /**
     * The same with inputs of another size.
     *
     * @param passes over them that are made to see what is logged
     */
    static List<Scenario> scenarios(int lines, int records, int passes) {
        return List.of(
                ingest(Payload.LINES, lines),
                ingest(Payload.RECORDS, records),
                volume(Payload.LINES, lines, passes),
                volume(Payload.RECORDS, records, passes),
                commits());
    }

    private static Scenario ingest(Payload payload, int records) {
        List<Contestant> legs = new ArrayList<>();
        legs.add(with(payload, Contestant.ours(APPENDER, RawAppender.class, 1)));
        legs.add(with(payload, engine(WITHOUT, Ingest.class, Ingest.NONE)));
        List<Goal> goals = new ArrayList<>();
        for (Durability durability : Durability.values()) {
            String label = label(durability);
            legs.add(with(payload, engine(label, Ingest.class, durability.name())));
            double goal = durability == Durability.PROCESS ? OF_APPENDER : -1;
            goals.add(Goal.times(goal, label, APPENDER));
            goals.add(Goal.told(label, WITHOUT));
        }
        return new Scenario(
                "received durably, " + payload.title(), "records", at -> payload.input(at, records), legs, goals);
    }

    private static Scenario commits() {
        List<Contestant> legs = new ArrayList<>();
        legs.add(Contestant.ours(FORCES, ForceLoop.class, 1));
        legs.add(engine(WITHOUT, Commits.class, Ingest.NONE));
        for (Durability durability : Durability.values())
            legs.add(engine(label(durability), Commits.class, durability.name()));
        List<Goal> goals = List.of(
                Goal.times(OF_FORCES, label(Durability.BATCH), FORCES),
                Goal.told(label(Durability.RECORD), FORCES),
                Goal.told(label(Durability.PROCESS), WITHOUT));
        return new Scenario("commits", "commits", at -> new Input(at, 1, 1, Commits.HASH), legs, goals);
    }

    private static Scenario volume(Payload payload, int records, int passes) {
        Contestant leg = with(payload, Contestant.ours(label(Durability.PROCESS), LogVolume.class, 1))
                .with(LogVolume.RECORDS, String.valueOf(records))
                .with(LogVolume.PASSES, String.valueOf(passes));
        return new Scenario(
                "bytes of log, " + payload.title(),
                "bytes",
                at -> new Input(payload.write(at, records).file(), 0, 0, 0),
                List.of(leg),
                List.of());
    }

    private static Contestant engine(String label, Class<?> contender, String durability) {
        return Contestant.ours(label, contender, 1).with(Ingest.DURABILITY, durability);
    }

    private static Contestant with(Payload payload, Contestant leg) {
        return leg.with(Payload.SETTING, payload.name()).with(Payload.BLOCK, BLOCK);
    }

    private static String label(Durability durability) {
        return "engine, " + durability;
    }
}
