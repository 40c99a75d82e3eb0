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

    /** Beside memory: the source has no end, so there is room for a batch of a gigabyte a second, and none for a backlog. */
    private static final long ROOM_PER_MILLI = 1L << 20;

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        long millis = Long.parseLong(task.text(INTERVAL, INTERVAL_MILLIS));
        long blockBytes = Long.parseLong(task.text(BLOCK, BLOCK_BYTES));
        try (PreparedBlocks blocks = WordBlocks.read(task);
                StreamingContext context = StreamingContext.builder("words")
                        .batchInterval(Duration.ofMillis(millis))
                        .set("headrace.block.bytes", String.valueOf(blockBytes))
                        .set("headrace.spill.limit", String.valueOf(Math.max(blockBytes, millis * ROOM_PER_MILLI)))
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
