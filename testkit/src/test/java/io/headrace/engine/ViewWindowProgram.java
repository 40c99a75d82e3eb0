package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.Values;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.source.RateSource;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.List;

/**
 * A sum and a least number by key over windows, and running ones, on views, with a line of each batch in a file: to be killed at any instant, and started
 * again. {@code ViewWindowProgram DIRECTORY OUTPUT DURABILITY}.
 */
final class ViewWindowProgram {
    static final int KEYS = 13;
    static final int SUM_BATCHES = 7;
    static final int MIN_BATCHES = 5;
    private static final FlatViews<Counted> NUMBERS =
            FlatViews.of(Counted.class, FlatLayout.builder().addLong("number").build());

    /** The record of the source, as it is. */
    interface Counted {
        long number();
    }

    private ViewWindowProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context = context(Path.of(args[0]), Path.of(args[1]), Durability.valueOf(args[2]))) {
            context.start();
            context.awaitTermination();
        }
    }

    static StreamingContext context(Path directory, Path output, Durability durability) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("windows")
                    .batchInterval(Durations.milliseconds(10))
                    .durability(durability)
                    .set("headrace.checkpoint.interval", "30ms")
                    .set("headrace.block.bytes", String.valueOf(64 << 10))
                    .set("headrace.log.roll.bytes", String.valueOf(512 << 10))
                    .set("headrace.log.archive", JournalModel.archive(directory).toString())
                    .build();
            var numbers = context.polledViewStream("numbers", new RateSource(20_000), NUMBERS);
            var pairs = numbers.mapToPair(Keys.ofLong(ViewWindowProgram::key), Values.ofLong(ViewWindowProgram::value));
            pairs.reduceByKeyAndWindow(Reducers.sumLong(), Durations.milliseconds(10 * SUM_BATCHES))
                    .name("sums")
                    .foreachRDD(rdd -> write(output, "sum ", rdd.batchId(), rdd.collect()));
            pairs.reduceByKeyAndWindow(Reducers.minLong(), Durations.milliseconds(10 * MIN_BATCHES))
                    .name("least")
                    .foreachRDD(rdd -> write(output, "min ", rdd.batchId(), rdd.collect()));
            pairs.updateStateByKey(Reducers.sumLong())
                    .name("running")
                    .foreachRDD(rdd -> write(output, "run ", rdd.batchId(), rdd.collect()));
            pairs.mapWithState(Reducers.maxLong(), 3)
                    .name("touched")
                    .foreachRDD(rdd -> write(output, "max ", rdd.batchId(), rdd.collect()));
            return context;
        });
    }

    private static long key(Counted number) {
        return number.number() % KEYS;
    }

    private static long value(Counted number) {
        return valueOf(number.number());
    }

    static long valueOf(long number) {
        return number * 7919 % 1000 - 300;
    }

    private static void write(Path output, String name, String batchId, List<Tuple2<Long, Long>> pairs) {
        CountingProgram.append(output, name + CountingProgram.line(batchId, pairs));
    }
}
