package io.headrace.bench.sliding;

import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Task;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Lets the milliseconds pass, one as soon as the one before it is computed, and tells how long each took. The passes that fill the first window are not
 * measured, and neither is what is warm-up.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SlideTimes {
    static final String TAIL = "slide, p99.9";
    private static final double MICRO = 1e3;

    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(100), 3);

    private SlideTimes() {}

    /** Computes one slide. */
    @FunctionalInterface
    interface Slide {
        /**
         * Computes it.
         *
         * @param input which slide of the file it is
         */
        void compute(long slide, int input) throws Exception;
    }

    static void drive(Task task, Slides slides, Slide each) throws Exception {
        long slide = 0;
        for (int i = 0; i < slides.filling(); i++) {
            for (int input = 0; input < slides.pass(); input++) each.compute(slide++, input);
        }
        SlideTimes times = new SlideTimes();
        boolean isMeasuring = false;
        for (int pass = 0; task.meter().starts(pass); pass++) {
            if (!isMeasuring && task.meter().isMeasuring()) {
                isMeasuring = true;
                times.histogram.reset();
            }
            for (int input = 0; input < slides.pass(); input++) {
                long start = System.nanoTime();
                each.compute(slide++, input);
                times.histogram.recordValue(System.nanoTime() - start);
            }
        }
        times.answer(task);
    }

    private void answer(Task task) {
        answer(task, "slide, p50", 50);
        answer(task, "slide, p99", 99);
        answer(task, TAIL, 99.9);
    }

    private void answer(Task task, String metric, double percentile) {
        task.answer(metric, histogram.getValueAtPercentile(percentile) / MICRO, "µs");
    }
}
