package io.headrace.examples;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.block.BlockWriter;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A word count on the floors of the house, without the engine: lines are appended to a block, the sealed block is logged,
 * its words are counted on views, and what the log need not keep is trimmed. One thread does it all.
 *
 * <p><b>Threading:</b> the calling thread.
 */
public final class FloorsDemo implements AutoCloseable {
    private static final long SEED = 20261121;
    private static final int BLOCK_BYTES = 256 << 10;
    private static final int TOP = 5;

    private final Path directory;
    private final Log log;
    private final BlockPool pool = Objects.requireNonNull(BlockPool.tryCreate(BLOCK_BYTES, 2, MemoryBudget.process()));
    private final ZipfLines lines = new ZipfLines(SEED);
    private final WordCounts counts = new WordCounts();
    private final BlockWriter writer = new BlockWriter();
    private final BlockReader reader = new BlockReader();
    private final Latencies latencies = new Latencies();
    private final HeapMeter heap = new HeapMeter();
    private long batches;

    private FloorsDemo(Path directory) throws IOException {
        this.directory = directory;
        this.log = Log.open(LogOptions.of(directory));
    }

    /** Counts for so long, tells the top words each second, and returns the figures. */
    public static DemoReport run(int seconds, Consumer<String> out) throws IOException {
        out.accept("The floors at work, without the engine: generated lines go into blocks, each block into the log,"
                + " and its words are counted in place.");
        try (TemporaryDirectory directory = new TemporaryDirectory("headrace-demo-");
                FloorsDemo demo = new FloorsDemo(directory.path())) {
            return demo.count(seconds, out);
        }
    }

    private DemoReport count(int seconds, Consumer<String> out) throws IOException {
        long start = System.nanoTime();
        for (int second = 1; second <= seconds; second++) {
            long until = start + TimeUnit.SECONDS.toNanos(second);
            heap.start();
            while (System.nanoTime() < until) batch();
            heap.stop();
            log.trim(log.endPosition());
            out.accept(second + " s: " + counts.top(TOP));
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        return new DemoReport(
                "word count on blocks, log, views and key table; no engine, one thread",
                counts.lines(),
                counts.words(),
                counts.lines() / elapsed,
                latencies.percentileMicros(50),
                latencies.percentileMicros(99),
                heap.bytes() / (double) Math.max(1, counts.lines()),
                heap.gcCount());
    }

    private void batch() {
        long start = System.nanoTime();
        Block block = Objects.requireNonNull(pool.acquire(), "blocks go back after each batch");
        writer.open(block);
        while (writer.append(lines.address(), lines.length()) == BlockWriter.APPENDED) lines.advance();
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        int used = writer.seal(1, ++batches, now, now);
        if (log.append(RecordType.BLOCK, block.address(), used) == Log.NO_ROOM)
            throw new IllegalStateException("the disk of " + directory + " is full: make room, or set java.io.tmpdir");
        reader.wrapTrusted(block.address(), block.capacity());
        counts.addBlock(reader);
        block.release();
        latencies.record(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        counts.close();
        lines.close();
        pool.close();
        log.close();
    }
}
