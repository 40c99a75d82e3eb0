package io.headrace.bench.ads;

import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.bench.fork.AdEvent;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.words.Batches;
import io.headrace.bench.words.Passes;
import java.time.Duration;
import java.util.Map;

/** The same on objects. <b>Threading:</b> the main thread waits; the context has its own. */
public final class ObjectAds implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(1);
    private static final int PARTITIONS = 16;
    private static final int ON_THEIR_WAY = 2;

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        Map<String, Integer> campaigns = AdEvent.campaigns(task.input());
        Batches<String> batches = new Batches<>(task.meter(), InputLines.read(task.input(), PARTITIONS), ON_THEIR_WAY);
        try (StreamingContext context = StreamingContext.builder("ads")
                .batchInterval(INTERVAL)
                .set("headrace.workers", String.valueOf(task.threads()))
                .build()) {
            context.batchStream(batches::batchAt)
                    .map(AdEvent::parse)
                    .filter(AdEvent::isView)
                    .mapToPair(event -> new Tuple2<>(event.key(campaigns), 1L))
                    .reduceByKey(Reducers.exact(Long::sum))
                    .foreachRDD(counts -> {
                        for (Tuple2<Long, Long> count : counts.collect())
                            tally.add(KeyHash.of((long) count._1()), count._2());
                    });
            context.start();
            Passes.await(context, task);
        }
    }
}
