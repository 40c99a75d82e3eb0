package io.headrace.bench.words;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.input.WordsFile;
import java.util.ArrayList;
import java.util.List;

/** Word count from memory, a batch being the whole file. <b>Threading:</b> no state. */
public final class WordCount {
    private static final int LINES = 250_000;
    private static final double TOLD = -1;

    /** A batch's handles, which do not grow with its records, by its words. */
    private static final double HANDLES = 0.001;

    private static final String VIEWS = "engine, views, prepared blocks";
    private static final String OBJECTS = "engine, objects";
    private static final String LOOP = "exact scalar loop";
    private static final String WIDE_LOOP = "loop of 8 bytes at a time";

    private WordCount() {}

    public static Scenario scenario() {
        List<Contestant> legs = new ArrayList<>(List.of(
                Contestant.ours(LOOP, ScalarLoop.class, 1),
                Contestant.ours(WIDE_LOOP, WideLoop.class, 1),
                Contestant.ours(on(1, VIEWS), PreparedViews.class, 1),
                Contestant.ours(on(2, VIEWS), PreparedViews.class, 2),
                Contestant.ours("engine, views, from a receiver, 1 worker", ReceivedViews.class, 1),
                Contestant.ours(on(1, OBJECTS), ObjectWords.class, 1),
                Contestant.ours(on(2, OBJECTS), ObjectWords.class, 2)));
        List<Goal> goals = new ArrayList<>(List.of(
                Goal.times(1, on(1, VIEWS), LOOP),
                Goal.times(0.5, on(1, VIEWS), WIDE_LOOP),
                Goal.times(1.7, on(2, VIEWS), on(1, VIEWS)),
                Goal.atMost(HANDLES, "allocation", on(1, VIEWS))));
        peer(legs, goals, House.JET, "Jet", "Words", 8, 2.5);
        peer(legs, goals, House.FLINK, "Flink", "Words", 20, TOLD);
        peer(legs, goals, House.SPARK, "Spark DStream", "StreamingWords", 20, 6);
        peer(legs, goals, House.SPARK, "Spark Structured", "StructuredWords", TOLD, TOLD);
        return new Scenario("word count", "words", directory -> WordsFile.write(directory, LINES), legs, goals);
    }

    private static void peer(
            List<Contestant> legs,
            List<Goal> goals,
            House house,
            String name,
            String contender,
            double viewsGoal,
            double objectsGoal) {
        for (int threads = 1; threads <= 2; threads++)
            legs.add(Contestant.peer(house, on(threads, name), contender, threads));
        goals.add(Goal.times(viewsGoal, on(2, VIEWS), on(2, name)));
        goals.add(Goal.times(objectsGoal, on(2, OBJECTS), on(2, name)));
    }

    private static String on(int threads, String what) {
        return what + (threads == 1 ? ", 1 thread" : ", " + threads + " threads");
    }
}
