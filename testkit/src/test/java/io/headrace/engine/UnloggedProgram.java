package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Counts batches in a state that has a directory and no log, with a line for each batch in a file: to be killed, and started again.
 * {@code UnloggedProgram DIRECTORY OUTPUT}.
 */
final class UnloggedProgram {
    private UnloggedProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context = context(Path.of(args[0]), Path.of(args[1]))) {
            context.start();
            context.awaitTermination();
        }
    }

    /** The state of the only key is the number of batches since it came. */
    static StreamingContext context(Path directory, Path output) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("unlogged")
                    .batchInterval(Durations.milliseconds(10))
                    .directory(directory)
                    .durability(Durability.OFF)
                    .set("headrace.checkpoint.interval", "50ms")
                    .build();
            context.rateStream(10_000)
                    .mapToPair(number -> new Tuple2<>(0L, 1L))
                    .<Long>updateStateByKey((values, state) -> Optional.of(state.orElse(0L) + 1))
                    .foreachRDD(
                            rdd -> CountingProgram.append(output, CountingProgram.line(rdd.batchId(), rdd.collect())));
            return context;
        });
    }
}
