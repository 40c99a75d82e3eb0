package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.wal.Durability;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A running count by key over numbers that come at a steady rate, with what it gave of each batch in a file: to be killed at any instant, and
 * started again. {@code CountingProgram DIRECTORY OUTPUT DURABILITY}.
 */
final class CountingProgram {
    static final int KEYS = 97;
    static final int RATE = 50_000;
    static final long BATCH_MILLIS = 10;

    private CountingProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context = context(Path.of(args[0]), Path.of(args[1]), Durability.valueOf(args[2]))) {
            context.start();
            context.awaitTermination();
        }
    }

    static StreamingContext context(Path directory, Path output, Durability durability) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("counting")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .directory(directory)
                    .durability(durability)
                    .set("headrace.checkpoint.interval", "50ms")
                    .set("headrace.block.bytes", String.valueOf(64 << 10))
                    .set("headrace.log.roll.bytes", String.valueOf(512 << 10))
                    .set("headrace.log.archive", JournalModel.archive(directory).toString())
                    .build();
            write(context, output);
            return context;
        });
    }

    private static void write(StreamingContext context, Path output) {
        context.rateStream(RATE)
                .mapToPair(number -> new Tuple2<>(number % KEYS, 1L))
                .<Long>updateStateByKey((values, state) -> Optional.of(
                        state.orElse(0L) + values.stream().mapToLong(v -> v).sum()))
                .foreachRDD(rdd -> append(output, line(rdd.batchId(), rdd.collect())));
    }

    /** {@code 3-17 0=512 1=511 ...}. */
    static String line(String batchId, List<Tuple2<Long, Long>> counts) {
        return batchId + " "
                + counts.stream()
                        .sorted((a, b) -> Long.compare(a._1(), b._1()))
                        .map(pair -> pair._1() + "=" + pair._2())
                        .collect(Collectors.joining(" "));
    }

    /** Appends a line. One before it that a kill has torn stays a line of its own. */
    static void append(Path output, String line) {
        byte[] bytes = ((endsTorn(output) ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel file = FileChannel.open(
                output, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) file.write(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean endsTorn(Path output) {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            if (file.length() == 0) return false;
            file.seek(file.length() - 1);
            return file.read() != '\n';
        } catch (FileNotFoundException notYet) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
