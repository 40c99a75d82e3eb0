package io.headrace.bench.durable;

import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * The limit: a raw Chronicle appender copies the same blocks into a queue with its defaults: no checksum, no reservation, nothing
 * received. A queue holds half a gigabyte; then comes the next one, and the old one is deleted by a thread beside it, as the engine's rolls are.
 *
 * <p><b>Threading:</b> the main thread appends.
 */
public final class RawAppender implements Contender {
    private static final long QUEUE_BYTES = 512 << 20;

    private final ExecutorService deleting = Executors.newSingleThreadExecutor();
    private final PointerBytesStore block = new PointerBytesStore();
    private @Nullable Future<?> deleted;

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        Payload payload = Payload.of(task);
        task.bytesOfAPass(payload.bytes(task));
        try (PreparedBlocks blocks = payload.blocks(task)) {
            int pass = 0;
            while (!task.meter().isOver()) pass = fillAQueue(task, blocks, tally, pass);
            if (deleted != null) deleted.get();
        } finally {
            deleting.shutdown();
        }
    }

    /** Appends whole passes until the queue is full; the number of the next pass. */
    private int fillAQueue(Task task, PreparedBlocks blocks, Tally.Part tally, int first) throws Exception {
        Path directory = Scratch.directory("raw");
        int pass = first;
        try (SingleChronicleQueue queue =
                        SingleChronicleQueueBuilder.binary(directory).build();
                ExcerptAppender appender = queue.createAppender()) {
            long bytes = 0;
            for (; bytes < QUEUE_BYTES && task.meter().starts(pass); pass++) {
                bytes += append(appender, blocks);
                tally.add(Payload.HASH, task.records());
            }
            long found = queue.entryCount();
            if (found != (long) (pass - first) * blocks.blocks())
                throw new IllegalStateException("the queue holds " + found + " blocks after " + (pass - first)
                        + " passes of " + blocks.blocks());
        }
        deleted = deleting.submit(() -> Scratch.delete(directory));
        return pass;
    }

    private long append(ExcerptAppender appender, PreparedBlocks blocks) {
        long bytes = 0;
        for (int i = 0; i < blocks.blocks(); i++) {
            block.set(blocks.address(i), blocks.used(i));
            try (DocumentContext document = appender.writingDocument()) {
                Bytes<?> to = document.wire().bytes();
                to.write(block, 0L, (long) blocks.used(i));
            }
            bytes += blocks.used(i);
        }
        return bytes;
    }
}
