package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.wal.Durability;
import java.nio.file.Path;

/**
 * Reads files line by line and says for each batch how many lines it has: to be killed at any instant and started again.
 * {@code FileProgram DIRECTORY FILES OUTPUT DURABILITY}.
 */
final class FileProgram {
    static final long BATCH_MILLIS = 10;

    private FileProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context =
                context(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Durability.valueOf(args[3]))) {
            context.start();
            context.awaitTermination();
        }
    }

    static StreamingContext context(Path directory, Path files, Path output, Durability durability) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("files")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .durability(durability)
                    .set("headrace.log.roll.bytes", String.valueOf(1 << 30)) // nothing is trimmed: a test reads it all
                    .set("headrace.block.bytes", "65536")
                    .build();
            context.textFileStream(files.toString()).foreachRDD((rdd, time) -> {
                long count = rdd.count();
                if (count > 0) CountingProgram.append(output, time.milliseconds() + " " + count);
            });
            return context;
        });
    }
}
