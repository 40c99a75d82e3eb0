package io.headrace.bench.state;

import io.headrace.StreamingContext;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.RowsOf;
import io.headrace.bench.fork.Task;
import io.headrace.bench.keyed.Sale;
import io.headrace.bench.keyed.SaleBlocks;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.words.Passes;
import io.headrace.bench.words.Repeated;
import java.time.Duration;

/**
 * The same on the whole engine, a row for each record: a receiver copies the records into its blocks, and batches are cut by time.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class ReceivedState implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Override
    public void run(Task task) throws Exception {
        try (PreparedBlocks blocks = SaleBlocks.read(task);
                StreamingContext context = StreamingContext.builder("state")
                        .batchInterval(INTERVAL)
                        .set("headrace.workers", String.valueOf(task.threads()))
                        .build()) {
            CountedViews.write(
                    context.polledViewStream("sales", position -> new Repeated(blocks, task.meter()), Sale.views()),
                    RowsOf.RECORDS,
                    task.tally());
            context.start();
            Passes.await(context, task);
        }
    }
}
