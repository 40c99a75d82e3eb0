package io.headrace.bench.peers.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.summingLong;
import static com.hazelcast.jet.pipeline.WindowDefinition.sliding;

import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;

/** Sums by key in long windows that slide each millisecond: what leaves a window is taken out of its sums, by Jet itself. */
public final class Sliding implements Contender {
    private static final long SLIDE = 1;

    @Override
    public void run(Task task) throws Exception {
        Slides slides = Slides.of(task);
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(RepeatedP.source(Sliding::sales, new Keyed.Sale(0, 0)))
                .withNativeTimestamps(0)
                .groupingKey(Keyed.Sale::key)
                .window(sliding(slides.window(), SLIDE))
                .aggregate(summingLong(Keyed.Sale::number))
                .writeTo(Jets.tally((tally, row) -> add(slides, tally, row)));
        Jets.run(pipeline, task);
    }

    private static void add(Slides slides, Tally.Part tally, KeyedWindowResult<Long, Long> row) {
        long slide = row.end() - SLIDE;
        if (slides.counts(slide)) tally.add(slides.rowHash(row.key(), slide), row.result());
    }

    /** Each part has some of the records of each slide. */
    private static RepeatedP.Part<Keyed.Sale> sales(int part, int parts) throws Exception {
        Slides slides = Slides.of(Task.current());
        Records records = Records.read(Task.current().input(), 0, 1);
        return new RepeatedP.Part<>() {
            @Override
            public int size() {
                return (records.size() - part + parts - 1) / parts;
            }

            @Override
            public Keyed.Sale get(int i) {
                return new Keyed.Sale(records.key(at(i)), records.number(at(i)));
            }

            @Override
            public long time(int pass, int i) {
                return (long) pass * slides.pass() + at(i) / slides.records();
            }

            @Override
            public long end(int passes) {
                return (long) passes * slides.pass();
            }

            @Override
            public int filling() {
                return slides.filling();
            }

            private int at(int i) {
                return i * parts + part;
            }
        };
    }
}
