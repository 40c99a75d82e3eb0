package io.headrace.bench.sliding;

import io.headrace.PairDStream;
import io.headrace.Tuple2;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Reduced;
import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedProgram;
import java.time.Duration;
import java.util.List;

/** The window on objects, batches being lists on the heap, with or without the inverse. <b>Threading:</b> the main thread and the workers. */
public final class ObjectSlides implements Contender {
    static final String INVERSE = "inverse";

    private static final int PARTITIONS = 4;

    private List<List<Tuple2<Long, Long>>> now = List.of();

    @Override
    public void run(Task task) throws Exception {
        Slides slides = Slides.of(task);
        Tally.Part tally = task.tally().part();
        List<List<List<Tuple2<Long, Long>>>> ticks = SlideTicks.pairs(task, slides);
        try (PreparedProgram program =
                new PreparedProgram("sliding", PreparedSlides.SLIDE, task.threads(), List.of())) {
            PairDStream<Long, Long> pairs =
                    program.context().batchStream(time -> now).mapToPair(pair -> pair);
            reduced(pairs, task, slides).foreachRDD((rows, time) -> {
                long slide = PreparedSlides.slide(time.milliseconds());
                if (!slides.counts(slide)) return;
                for (Tuple2<Long, Long> row : rows.collect()) tally.add(slides.rowHash(row._1(), slide), row._2());
            });
            program.start();
            SlideTimes.drive(task, slides, (slide, input) -> {
                now = ticks.get(input);
                program.batch(slide + 1, PreparedProgram.NOTHING);
            });
        }
    }

    private static PairDStream<Long, Long> reduced(PairDStream<Long, Long> pairs, Task task, Slides slides) {
        Duration slide = PreparedSlides.SLIDE;
        Duration window = slide.multipliedBy(slides.window());
        if (Boolean.parseBoolean(task.text(INVERSE)))
            return pairs.reduceByKeyAndWindow(
                    Long::sum, (sum, leaving) -> sum - leaving, window, slide, PARTITIONS, pair -> pair._2() != 0);
        boolean isSum = Reduced.valueOf(task.text(SlidingLoop.REDUCED)) == Reduced.SUM;
        return pairs.reduceByKeyAndWindow(isSum ? Long::sum : Math::max, window, slide, PARTITIONS);
    }
}
