package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows drawn at random: the same ones whenever a partition is read, for each partition has a seed.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class DrawnRows extends Rows {
    /** Far apart for neighbouring partitions. */
    private static final long STEP = 0x9e3779b97f4a7c15L;

    /** How often a row is drawn. */
    @FunctionalInterface
    interface Draw {
        int times(Object row, SplittableRandom random);
    }

    private final long seed;
    private final Draw draw;

    DrawnRows(String word, Rows parent, long seed, Draw draw) {
        super(word, List.of(parent));
        this.seed = seed;
        this.draw = draw;
    }

    /** Each row by itself: not at all or once, or as often as rare events happen. */
    static int times(boolean withReplacement, double fraction, SplittableRandom random) {
        if (!withReplacement) return random.nextDouble() < fraction ? 1 : 0;
        return poisson(fraction, random);
    }

    /** How often a rare event happens that happens so often on average. Large averages are put together from smaller ones. */
    private static int poisson(double mean, SplittableRandom random) {
        int times = 0;
        double left = mean;
        for (; left > 16; left -= 16) times += small(16, random);
        return times + small(left, random);
    }

    private static int small(double mean, SplittableRandom random) {
        double least = Math.exp(-mean);
        int times = 0;
        for (double product = random.nextDouble(); product > least; product *= random.nextDouble()) times++;
        return times;
    }

    /** Refuses fractions that cannot be. */
    static double checked(String word, boolean withReplacement, double fraction) {
        if (fraction >= 0 && (withReplacement ? fraction < Double.POSITIVE_INFINITY : fraction <= 1)) return fraction;
        throw new IllegalArgumentException(word + ": the fraction is " + fraction
                + (withReplacement ? "; give 0 or more" : "; give 0 to 1, or draw with replacement"));
    }

    @Override
    public int partitions() {
        return parent().partitions();
    }

    @Override
    @SuppressWarnings("NullAway") // rows may be null
    void show(int partition, Sink sink, Worker worker) throws Exception {
        SplittableRandom random = new SplittableRandom(seed + partition * STEP);
        parent().push(
                        partition,
                        row -> {
                            for (int times = draw.times(row, random); times > 0; times--) sink.accept(row);
                        },
                        worker);
    }

    @Override
    boolean areViews() {
        return parent().areViews();
    }
}
