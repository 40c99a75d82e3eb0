package io.headrace.bench.sliding;

import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.Values;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Reduced;
import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.keyed.Sale;
import io.headrace.bench.prepared.PreparedProgram;
import io.headrace.bench.prepared.PreparedTicks;
import java.time.Duration;
import java.util.List;

/**
 * The window on views, from prepared blocks: sums are running ones by themselves, a maximum is made of panes. <b>Threading:</b> the main thread and the
 * workers.
 */
public final class PreparedSlides implements Contender {
    static final Duration SLIDE = Duration.ofMillis(1);

    @Override
    public void run(Task task) throws Exception {
        Slides slides = Slides.of(task);
        Tally.Part tally = task.tally().part();
        boolean isSum = Reduced.valueOf(task.text(SlidingLoop.REDUCED)) == Reduced.SUM;
        try (PreparedTicks ticks = SlideTicks.read(task, slides);
                PreparedProgram program = new PreparedProgram("sliding", SLIDE, task.threads(), List.of(ticks))) {
            program.context()
                    .polledViewStream("sales", PreparedProgram.INPUT, Sale.views())
                    .mapToPair(Keys.ofLong(Sale::key), Values.ofLong(Sale::number))
                    .reduceByKeyAndWindow(
                            isSum ? Reducers.sumLong() : Reducers.maxLong(), SLIDE.multipliedBy(slides.window()), SLIDE)
                    .foreachRDD((rows, time) -> {
                        long slide = slide(time.milliseconds());
                        if (slides.counts(slide))
                            rows.forEachLong((key, number) -> tally.add(slides.rowHash(key, slide), number));
                    });
            program.start();
            SlideTimes.drive(task, slides, (slide, input) -> program.batch(slide + 1, input));
        }
    }

    /** The first batch is at 1 ms. */
    static long slide(long millis) {
        return millis - 1;
    }
}
