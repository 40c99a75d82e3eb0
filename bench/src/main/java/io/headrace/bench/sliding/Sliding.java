package io.headrace.bench.sliding;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Goal;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.fork.Reduced;
import io.headrace.bench.fork.Slides;
import io.headrace.bench.input.SlidesFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ten seconds of records by key, seen again each millisecond. <b>Threading:</b> no state. */
public final class Sliding {
    private static final Slides SLIDES = new Slides(10_000, 3_000, 200);
    private static final int KEYS = 1_000;

    /** Of the loop by hand, as of other keyed windows. */
    private static final double OF_LOOP = 0.5;
    /** Microseconds: a slide must be computed before the next one is due. */
    private static final double IN_TIME = 1_000;

    private static final String VIEWS = "engine, views, prepared blocks";
    private static final String INVERSE = "engine, objects, with the inverse";
    private static final String PLAIN = "engine, objects, without the inverse";
    private static final String LOOP = "loop with a ring of panes";
    private static final String JET = House.JET.title();

    private Sliding() {}

    public static List<Scenario> scenarios() {
        return List.of(scenario(Reduced.SUM, SLIDES, KEYS), scenario(Reduced.MAX, SLIDES, KEYS));
    }

    /** One that may be small. */
    static Scenario scenario(Reduced reduced, Slides slides, int keys) {
        boolean isSum = reduced == Reduced.SUM;
        List<Contestant> legs = new ArrayList<>();
        legs.add(Contestant.ours(LOOP, SlidingLoop.class, 1).with(SlidingLoop.KEYS, String.valueOf(keys)));
        for (int threads = 1; threads <= 2; threads++)
            legs.add(Contestant.ours(on(threads, VIEWS), PreparedSlides.class, threads));
        for (int threads = 1; isSum && threads <= 2; threads++) legs.add(objects(on(threads, INVERSE), true, threads));
        legs.add(objects(on(1, PLAIN), false, 1));
        for (int threads = 1; isSum && threads <= 2; threads++)
            legs.add(Contestant.peer(House.JET, on(threads, JET), "Sliding", threads));
        List<Contestant> told = legs.stream()
                .map(leg -> leg.with(Slides.WINDOW, String.valueOf(slides.window()))
                        .with(Slides.PASS, String.valueOf(slides.pass()))
                        .with(SlidingLoop.REDUCED, reduced.name()))
                .toList();
        String name = String.format(
                Locale.ROOT,
                "%s of %,d ms by key, each ms, %,d keys",
                isSum ? "sum" : "maximum",
                slides.window(),
                keys);
        return new Scenario(name, "records", at -> SlidesFile.write(at, slides, keys, reduced), told, goals(isSum));
    }

    private static Contestant objects(String label, boolean inverse, int threads) {
        return Contestant.ours(label, ObjectSlides.class, threads).with(ObjectSlides.INVERSE, String.valueOf(inverse));
    }

    private static List<Goal> goals(boolean isSum) {
        String views = on(1, VIEWS);
        List<Goal> goals = new ArrayList<>();
        goals.add(isSum ? Goal.times(OF_LOOP, views, LOOP) : Goal.told(views, LOOP));
        goals.add(Goal.atMost(IN_TIME, SlideTimes.TAIL, views));
        goals.add(Goal.told(on(2, VIEWS), views));
        goals.add(Goal.told(on(1, PLAIN), LOOP));
        if (isSum) {
            goals.add(Goal.told(on(1, INVERSE), LOOP));
            goals.add(Goal.told(on(2, VIEWS), on(2, JET)));
            goals.add(Goal.told(on(2, INVERSE), on(2, JET)));
        }
        return goals;
    }

    private static String on(int threads, String what) {
        return what + (threads == 1 ? ", 1 thread" : ", " + threads + " threads");
    }
}
