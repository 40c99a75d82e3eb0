package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import java.nio.file.Path;

/**
 * Counts numbers, and says what its stop left when it is asked to end: {@code StoppedProgram DIRECTORY OUTPUT}.
 */
final class StoppedProgram {
    private StoppedProgram() {}

    public static void main(String[] args) throws Exception {
        Path output = Path.of(args[1]);
        StreamingContext context = StreamingContext.builder("stopped")
                .batchInterval(Durations.milliseconds(10))
                .directory(args[0])
                .set("headrace.stop.on.shutdown", "true")
                .build();
        context.rateStream(20_000).foreachRDD(rdd -> CountingProgram.append(output, "batch " + rdd.count()));
        Thread last = new Thread(() -> {
            try {
                context.awaitTermination(); // runs beside the hook that stops the context, and ends behind it
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            CountingProgram.append(output, String.valueOf(context.stopReport()));
        });
        Runtime.getRuntime().addShutdownHook(last);
        context.start();
        context.awaitTermination();
    }
}
