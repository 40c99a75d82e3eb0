package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.log.LogSink;
import io.headrace.memory.codec.Codecs;
import io.headrace.sink.FileSink;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Two programs with a log between them, each to be killed at any instant and started again: {@code writer} puts batches that depend on
 * their time alone into the log, {@code reader} takes them out and writes them into files. {@code LogChainProgram KIND ROOT DURABILITY
 * LAST}; LAST is the last batch of the writer, or how many rows the reader waits for.
 */
final class LogChainProgram {
    private static final long BATCH_MILLIS = ExplicitProgram.BATCH_MILLIS;
    private static final long ROLL = 512 << 10;

    private LogChainProgram() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[1]);
        Durability durability = Durability.valueOf(args[2]);
        if (args[0].equals("writer")) write(root, durability, Long.parseLong(args[3]));
        else read(root, durability, Long.parseLong(args[3]));
    }

    /** The rows of a batch, always the same. */
    static List<List<String>> batchAt(long timeMillis) {
        SplittableRandom random = new SplittableRandom(timeMillis * 31);
        List<List<String>> partitions = new ArrayList<>();
        for (int p = 0; p < timeMillis / BATCH_MILLIS % 4; p++) {
            List<String> rows = new ArrayList<>();
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++)
                rows.add(timeMillis + "." + p + "." + i + "." + "x".repeat(random.nextInt(80)));
            partitions.add(rows);
        }
        return partitions;
    }

    /** All rows up to a batch, in their order. */
    static List<String> rows(long lastBatch) {
        List<String> rows = new ArrayList<>();
        for (long batch = 1; batch <= lastBatch; batch++)
            batchAt(batch * BATCH_MILLIS).forEach(rows::addAll);
        return rows;
    }

    static Path log(Path root) {
        return root.resolve("chain");
    }

    static Path files(Path root) {
        return root.resolve("files");
    }

    static void write(Path root, Durability durability, long lastBatch) throws Exception {
        long last = lastBatch * BATCH_MILLIS;
        Path directory = root.resolve("writer");
        StreamingContext made = StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("writer")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .clock(new ExplicitProgram.Fast(last))
                    .durability(durability)
                    .set("headrace.batch.catchup.ticks", "1000000")
                    .set("headrace.block.bytes", "65536")
                    .set("headrace.log.roll.bytes", String.valueOf(ROLL))
                    .build();
            context.batchStream(LogChainProgram::batchAt)
                    .sinkTo(LogSink.of(log(root), Codecs.TEXT).rollBytes(ROLL));
            return context;
        });
        try (StreamingContext context = made) {
            AtomicLong time = new AtomicLong();
            context.addBatchTimes((millis, records, delay, processing) -> time.set(millis));
            context.start();
            while (time.get() < last) if (context.awaitTerminationOrTimeout(2)) return;
        }
    }

    static void read(Path root, Durability durability, long rows) throws Exception {
        Path directory = root.resolve("reader");
        StreamingContext made = StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("reader")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .durability(durability)
                    .set("headrace.receiver.restart.delay", "5ms")
                    .set("headrace.block.bytes", "65536")
                    .set("headrace.log.roll.bytes", String.valueOf(ROLL))
                    .build();
            context.logStream(log(root), "reader", Codecs.TEXT).sinkTo(FileSink.lines(files(root)));
            return context;
        });
        try (StreamingContext context = made) {
            context.start();
            while (readRows(root).size() < rows) if (context.awaitTerminationOrTimeout(50)) return;
        }
    }

    /** What the reader has written, in the order of its batches. */
    static List<String> readRows(Path root) throws IOException {
        List<String> rows = new ArrayList<>();
        if (Files.notExists(files(root))) return rows;
        for (Path batch : FileSink.batches(files(root))) {
            try (Stream<Path> parts = Files.list(batch)) {
                for (Path part : parts.sorted().toList()) rows.addAll(Files.readAllLines(part));
            }
        }
        return rows;
    }
}
