package io.headrace.metrics;

import io.headrace.FailurePolicy;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A program that counts of everything something: a receiver, stages, state, outputs, workers, a log.
 *
 * <p><b>Threading:</b> one thread.
 */
final class CountingProgram {
    static final String NAME = "counting";

    private CountingProgram() {}

    /** Not started; in real time, with a batch in ten milliseconds. */
    static StreamingContext in(Path directory) {
        return in(directory, new CountDownLatch(0));
    }

    /** @param batches counted down by each batch with data */
    static StreamingContext in(Path directory, CountDownLatch batches) {
        StreamingContext context = StreamingContext.builder(NAME)
                .batchInterval(Duration.ofMillis(10))
                .directory(directory)
                .durability(Durability.BATCH)
                .failurePolicy(FailurePolicy.DEAD_LETTER)
                .workers(2)
                .build();
        PairDStream<Long, Integer> ones = context.rateStream(2_000).mapToPair(number -> new Tuple2<>(number % 10, 1));
        ones.<Integer>updateStateByKey((seen, sum) -> Optional.of(sum.orElse(0) + seen.size()))
                .name("sums")
                .foreachRDD(rdd -> {});
        ones.reduceByKey(Integer::sum).foreachRDD(rdd -> {
            if (!rdd.isEmpty()) batches.countDown();
        });
        return context;
    }
}
