package io.headrace.bench.words;

import io.headrace.DStream;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The word count that everybody knows, on {@code String} and {@code Tuple2}: a batch is all lines, which lie on the heap. A batch is
 * given as soon as fewer than two are on their way.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class ObjectWords implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(1);
    private static final int PARTITIONS = 16;
    private static final int ON_THEIR_WAY = 2;

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        List<List<String>> lines = InputLines.read(task.input(), PARTITIONS);
        Batches<String> batches = new Batches<>(task.meter(), lines, ON_THEIR_WAY);
        try (StreamingContext context = StreamingContext.builder("words")
                .batchInterval(INTERVAL)
                .set("headrace.workers", String.valueOf(task.threads()))
                .build()) {
            DStream<String> words = context.batchStream(batches::batchAt)
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator());
            words.mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Reducers.exact(Integer::sum))
                    .foreachRDD(counts -> {
                        for (Tuple2<String, Integer> count : counts.collect())
                            tally.add(KeyHash.of(count._1()), count._2());
                    });
            context.start();
            Passes.await(context, task);
        }
    }
}
