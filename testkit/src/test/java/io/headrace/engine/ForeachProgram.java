package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.TaskContext;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A body of {@code foreachRDD} that notes what it is given, a line for each partition, over numbers that come at a steady rate: to be killed
 * at any instant, and started again. {@code ForeachProgram DIRECTORY OUTPUT}.
 */
final class ForeachProgram {
    private ForeachProgram() {}

    public static void main(String[] args) throws Exception {
        Path output = Path.of(args[1]);
        try (StreamingContext context = StreamingContext.builder("foreach")
                .batchInterval(Durations.milliseconds(10))
                .directory(Path.of(args[0]))
                .workers(2)
                .set("headrace.block.bytes", "65536")
                .set("headrace.log.roll.bytes", "524288")
                .build()) {
            context.rateStream(20_000).foreachRDD((rdd, time) -> {
                String batch = rdd.batchId() + " " + time.milliseconds();
                rdd.foreachPartition(rows -> {
                    CRC32C crc = new CRC32C();
                    long count = 0;
                    for (; rows.hasNext(); count++) crc.update(Long.hashCode(rows.next()));
                    String line = batch + " " + TaskContext.partitionId() + " " + count + " " + crc.getValue();
                    synchronized (ForeachProgram.class) {
                        CountingProgram.append(output, line + " .");
                    }
                });
            });
            context.start();
            context.awaitTermination();
        }
    }
}
