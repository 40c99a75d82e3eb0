package io.headrace.bench.words;

import io.headrace.StreamingContext;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import java.time.Duration;

/**
 * The same on the whole engine: a receiver copies the lines into its blocks, batches are cut by time, and the counts come to {@code
 * foreachRDD}.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class ReceivedViews implements Contender {
    /** Of a contender: milliseconds of a batch, and bytes of a block. */
    public static final String INTERVAL = "interval";

    public static final String BLOCK = "block";

    private static final String INTERVAL_MILLIS = "10";
    private static final String BLOCK_BYTES = "262144";

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        try (PreparedBlocks blocks = WordBlocks.read(task);
                StreamingContext context = StreamingContext.builder("words")
                        .batchInterval(Duration.ofMillis(Long.parseLong(task.text(INTERVAL, INTERVAL_MILLIS))))
                        .set("headrace.block.bytes", task.text(BLOCK, BLOCK_BYTES))
                        // The source has no end: memory is to hold it, or what is measured is the disk.
                        .set("headrace.spill.limit", task.text(BLOCK, BLOCK_BYTES))
                        .set("headrace.workers", String.valueOf(task.threads()))
                        .build()) {
            context.polledUtf8Stream("lines", position -> new Repeated(blocks, task.meter()))
                    .split(' ')
                    .countByValue()
                    .foreachRDD(counts -> counts.forEachText(
                            (word, count) -> tally.add(WordBlocks.hash(word.address(), word.length()), count)));
            context.start();
            Passes.await(context, task);
        }
    }
}
