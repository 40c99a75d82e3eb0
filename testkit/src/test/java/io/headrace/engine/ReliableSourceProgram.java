package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.sink.FileSink;
import io.headrace.wal.Durability;
import java.nio.file.Path;

/** The lines of a {@link AskedServer} into files, exactly once: to be killed. {@code ReliableSourceProgram ROOT PORT DURABILITY}. */
final class ReliableSourceProgram {
    private ReliableSourceProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context =
                context(Path.of(args[0]), Integer.parseInt(args[1]), Durability.valueOf(args[2]))) {
            context.start();
            context.awaitTermination();
        }
    }

    static StreamingContext context(Path root, int port, Durability durability) {
        StreamingContext context = StreamingContext.builder("reliable")
                .batchInterval(Durations.milliseconds(10))
                .directory(root.resolve("context"))
                .durability(durability)
                .set("headrace.receiver.restart.delay", "5ms")
                .set("headrace.block.bytes", "65536")
                .set("headrace.log.roll.bytes", "524288")
                .build();
        context.receiverStream(new NumberedReceiver(port)).sinkTo(FileSink.lines(LogChainProgram.files(root)));
        return context;
    }
}
