package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.source.FileReader;
import io.headrace.wal.Durability;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads files line by line and says for each batch how many lines of which file it has: to be killed at any instant and started again.
 * {@code FileProgram DIRECTORY FILES OUTPUT DURABILITY}.
 */
final class FileProgram {
    private static final long BATCH_MILLIS = 10;
    private static final FileReader<String> LINES =
            (file, bytes) -> new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))
                    .lines()
                    .iterator();

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
                    .set("headrace.block.bytes", "65536")
                    .build();
            context.fileStream(files.toString(), LINES, file -> true, false)
                    .foreachRDD(rdd -> CountingProgram.append(output, line(rdd.batchId(), rdd.collect())));
            return context;
        });
    }

    /** {@code 3-17 file4=1 file5=20000 .}: of each file, how many lines it has in the batch, if they are in order. */
    private static String line(String batchId, List<String> lines) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ", 2);
            int expected = counts.getOrDefault(parts[0], 0);
            counts.put(parts[0], parts[1].equals(String.valueOf(expected)) ? expected + 1 : Integer.MIN_VALUE);
        }
        StringBuilder text = new StringBuilder(batchId);
        counts.forEach(
                (file, count) -> text.append(' ').append(file).append('=').append(count));
        return text.append(" .").toString();
    }
}
