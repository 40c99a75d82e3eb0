package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.sink.FileSink;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Explicit batches through a window and through state into files, exactly once: to be killed at any instant and started again. {@code
 * SinkProgram DIRECTORY FILES DURABILITY CONCURRENT-JOBS LAST-BATCH KIND}; KIND is {@code state}, or {@code plain} for a program
 * whose log is trimmed.
 */
final class SinkProgram {
    private static final long BATCH_MILLIS = ExplicitProgram.BATCH_MILLIS;

    private SinkProgram() {}

    public static void main(String[] args) throws Exception {
        run(
                Path.of(args[0]),
                Path.of(args[1]),
                Durability.valueOf(args[2]),
                Integer.parseInt(args[3]),
                Long.parseLong(args[4]),
                args[5]);
    }

    /** Runs up to the last batch. */
    static void run(Path directory, Path files, Durability durability, int jobs, long lastBatch, String kind)
            throws Exception {
        long last = lastBatch * BATCH_MILLIS;
        StreamingContext made = StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("sinks")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .clock(new ExplicitProgram.Fast(last))
                    .durability(durability)
                    .set("headrace.batch.catchup.ticks", "1000000")
                    .set("headrace.batch.concurrent.jobs", String.valueOf(jobs))
                    .set("headrace.block.bytes", "65536")
                    .set("headrace.log.roll.bytes", "524288")
                    .build();
            write(context, files, kind);
            return context;
        });
        try (StreamingContext context = made) {
            AtomicLong time = new AtomicLong();
            context.addBatchTimes((millis, records, delay, processing) -> time.set(millis));
            context.start();
            while (time.get() < last) if (context.awaitTerminationOrTimeout(2)) return;
        }
    }

    private static void write(StreamingContext context, Path files, String kind) {
        PairDStream<Long, Long> pairs = context.<Tuple2<Long, Long>>batchStream(ExplicitProgram::batchAt)
                .mapToPair(pair -> pair);
        pairs.sinkTo(FileSink.lines(files.resolve("plain")));
        if (kind.equals("plain")) return;
        pairs.reduceByKeyAndWindow(Long::sum, window(6), window(2))
                .name("window")
                .sinkTo(FileSink.lines(files.resolve("window")));
        pairs.<Long>updateStateByKey((values, state) ->
                        Optional.of(values.stream().mapToLong(v -> v).sum() + state.orElse(0L)))
                .name("state")
                .sinkTo(FileSink.lines(files.resolve("state")));
    }

    private static Duration window(int batches) {
        return Durations.milliseconds(batches * BATCH_MILLIS);
    }

    /** The lines of each batch of each sink, by sink and sequence. */
    static Map<String, List<String>> read(Path files) throws IOException {
        Map<String, List<String>> all = new TreeMap<>();
        for (String sink : List.of("plain", "window", "state")) {
            if (Files.notExists(files.resolve(sink))) continue;
            for (Path batch : FileSink.batches(files.resolve(sink))) {
                List<String> lines = new ArrayList<>();
                try (Stream<Path> parts = Files.list(batch)) {
                    for (Path part : parts.sorted().toList()) lines.addAll(Files.readAllLines(part));
                }
                // After a restart from a checkpoint, states come in another order; nobody promises one.
                if (sink.equals("state")) Collections.sort(lines);
                String sequence = batch.getFileName().toString().split("-", 3)[2];
                if (all.put(sink + " " + sequence, lines) != null)
                    throw new AssertionError(sink + " has batch " + sequence + " twice");
            }
        }
        return all;
    }
}
