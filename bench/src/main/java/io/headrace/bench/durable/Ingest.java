package io.headrace.bench.durable;

import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.words.Passes;
import io.headrace.bench.words.Repeated;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The engine receives records as fast as it takes them, and counts its batches. Settings: {@link Payload}'s, and {@code durability}, where
 * {@link #NONE} is without a directory.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class Ingest implements Contender {
    static final String DURABILITY = "durability";
    static final String NONE = "none";

    private static final Duration INTERVAL = Duration.ofMillis(10);

    /**
     * 64 MiB: two batches of a gigabyte a second, and what piles up while one is late. The default is for what a context receives usually:
     * at this rate it would have blocks leave memory and come back from the log.
     */
    private static final String BLOCKS = "256";

    /** What is logged is kept until the next checkpoint: a disk need not hold ten seconds of it. */
    private static final String CHECKPOINTS = "1s";

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        Payload payload = Payload.of(task);
        Path directory = Scratch.directory("durable");
        task.bytesOfAPass(payload.bytes(task));
        try (PreparedBlocks blocks = payload.blocks(task);
                StreamingContext context = context(task, directory)) {
            payload.count(
                    context,
                    position -> new Repeated(blocks, task.meter()),
                    records -> tally.add(Payload.HASH, records));
            context.start();
            Passes.await(context, task);
        } finally {
            Scratch.delete(directory);
        }
    }

    private static StreamingContext context(Task task, Path directory) {
        String durability = task.text(DURABILITY);
        StreamingContextBuilder builder = StreamingContext.builder("ingest")
                .batchInterval(INTERVAL)
                .set("headrace.block.bytes", task.text(Payload.BLOCK))
                .set("headrace.block.count", BLOCKS);
        if (durability.equals(NONE)) return builder.build();
        return builder.directory(directory)
                .durability(Durability.valueOf(durability))
                .set("headrace.checkpoint.interval", CHECKPOINTS)
                .build();
    }
}
