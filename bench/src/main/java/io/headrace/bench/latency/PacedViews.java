package io.headrace.bench.latency;

import io.headrace.Keys;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Values;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.OpenLoop;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The oldest record of each key in each batch, on the whole engine: a row's latency is that of the record that waited longest. Settings:
 * {@code interval} of the batches in milliseconds, and {@code durability}.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class PacedViews implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Durability durability = Durability.valueOf(task.text("durability"));
        OpenLoop loop = new OpenLoop(task);
        OpenLoop.Part part = loop.part();
        Path directory = Files.createTempDirectory("headrace-latency");
        StreamingContextBuilder builder =
                StreamingContext.builder("latency").batchInterval(Duration.ofMillis(task.number("interval")));
        if (durability != Durability.OFF) builder.directory(directory).durability(durability);
        try (StreamingContext context = builder.build()) {
            context.polledViewStream("ticks", position -> new PacedSource(loop), Tick.views())
                    .name("ticks")
                    .mapToPair(Keys.ofLong(Tick::key), Values.ofLong(Tick::due))
                    .minByKey()
                    .foreachRDD(rows -> rows.forEachLong((key, due) -> part.record(due)));
            context.start();
            loop.conclude(task);
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
