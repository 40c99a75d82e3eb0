package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Windows and groups with next to no room on the heap, so that all of them lie on the disk, with a line of each batch in a file: to be killed at
 * any instant, and started again. {@code SpillProgram DIRECTORY OUTPUT DURABILITY}.
 */
final class SpillProgram {
    static final int KEYS = 101;
    static final int TEXT_BATCHES = 7;
    static final int SUM_BATCHES = 6;
    static final int SUM_SLIDE = 2;
    static final int GROUP_BATCHES = 3;
    private static final long BATCH_MILLIS = 20;

    private SpillProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context = context(Path.of(args[0]), Path.of(args[1]), Durability.valueOf(args[2]))) {
            context.start();
            context.awaitTermination();
        }
    }

    static StreamingContext context(Path directory, Path output, Durability durability) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("spilling")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .durability(durability)
                    .set("headrace.spill.memory", "1000")
                    .set("headrace.checkpoint.interval", "100ms")
                    .set("headrace.block.bytes", String.valueOf(64 << 10))
                    .set("headrace.log.roll.bytes", String.valueOf(512 << 10))
                    .set("headrace.log.archive", JournalModel.archive(directory).toString())
                    .build();
            write(context, output);
            return context;
        });
    }

    private static void write(StreamingContext context, Path output) {
        PairDStream<Long, Long> pairs =
                context.rateStream(10_000).mapToPair(number -> new Tuple2<>(number % KEYS, number + 1));
        pairs.mapValues(number -> number + ",")
                .reduceByKeyAndWindow((a, b) -> a + b, batches(TEXT_BATCHES))
                .name("texts")
                .foreachRDD(rdd -> CountingProgram.append(output, "texts " + line(rdd.batchId(), rdd.collect())));
        pairs.reduceByKeyAndWindow(
                        Long::sum, (a, b) -> a - b, batches(SUM_BATCHES), batches(SUM_SLIDE), 2, pair -> pair._2() != 0)
                .name("sums")
                .foreachRDD(rdd -> CountingProgram.append(output, "sums " + line(rdd.batchId(), rdd.collect())));
        pairs.groupByKeyAndWindow(batches(GROUP_BATCHES), batches(1))
                .name("groups")
                .foreachRDD(rdd -> CountingProgram.append(output, "groups " + line(rdd.batchId(), rdd.collect())));
    }

    private static Duration batches(int count) {
        return Durations.milliseconds(count * BATCH_MILLIS);
    }

    /** {@code 3-17 0=1,102, 1=2,103, ...}. */
    static String line(String batchId, List<? extends Tuple2<Long, ?>> pairs) {
        return batchId + " "
                + pairs.stream()
                        .sorted((a, b) -> Long.compare(a._1(), b._1()))
                        .map(pair -> pair._1() + "=" + pair._2())
                        .collect(Collectors.joining(" "));
    }
}
