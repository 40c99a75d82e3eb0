package io.headrace.bench.keyed;

import io.headrace.Keys;
import io.headrace.StreamingContext;
import io.headrace.Values;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.words.Passes;
import io.headrace.bench.words.Repeated;
import java.time.Duration;

/**
 * The same on the whole engine: a receiver copies the records into its blocks, and batches are cut by time.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class ReceivedKeyed implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        try (PreparedBlocks blocks = SaleBlocks.read(task);
                StreamingContext context = StreamingContext.builder("sales")
                        .batchInterval(INTERVAL)
                        .set("headrace.workers", String.valueOf(task.threads()))
                        .build()) {
            context.polledViewStream("sales", position -> new Repeated(blocks, task.meter()), Sale.views())
                    .mapToPair(Keys.ofLong(Sale::key), Values.ofLong(Sale::number))
                    .sumByKey()
                    .foreachRDD(sums -> sums.forEachLong((key, number) -> tally.add(KeyHash.of(key), number)));
            context.start();
            Passes.await(context, task);
        }
    }
}
