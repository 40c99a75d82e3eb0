package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.MapFlatStateDStream;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.Values;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.source.RateSource;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.List;

/**
 * A sum and a least number by key over windows, running ones, and states of keys that come and go, on views, with lines of each batch in a file: to be
 * killed at any instant, and started again. {@code ViewWindowProgram DIRECTORY OUTPUT DURABILITY}.
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

    /** The sum of a key, and what became of one: before a number, or when the key had been idle. */
    interface Held {
        long key();

        Held key(long key);

        long sum();

        Held sum(long sum);
    }

    static final int IDLE_BATCHES = 4;
    static final int SHOWN_EVERY = 10;
    static final List<Tuple2<Long, Long>> INITIAL = List.of(new Tuple2<>(0L, 1_000L), new Tuple2<>(-7L, 77L));
    private static final FlatViews<Held> HELD = FlatViews.of(
            Held.class, FlatLayout.builder().addLong("key").addLong("sum").build());

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
            MapFlatStateDStream<Long, Held, Held> held = numbers.mapWithState(
                            Keys.ofLong(number -> heldKey(number.number())), heldSpec(context))
                    .name("held");
            held.map(row -> new Tuple2<>(row.key(), row.sum()))
                    .foreachRDD(rdd -> write(output, "call ", rdd.batchId(), rdd.collect()));
            held.stateSnapshots(Held::sum).foreachRDD(rdd -> write(output, "held ", rdd.batchId(), rdd.collect()));
            held.stateSnapshots()
                    .map(state -> new Tuple2<>(state.key(), state.sum()))
                    .foreachRDD(rdd -> write(output, "view ", rdd.batchId(), rdd.collect()));
            return context;
        });
    }

    private static FlatStateSpec<Counted, Held, Held> heldSpec(StreamingContext context) {
        return FlatStateSpec.<Counted, Held, Held>function(HELD, HELD, ViewWindowProgram::call)
                .initialState(
                        context.parallelizePairs(INITIAL),
                        (pair, held) -> held.key(pair._1()).sum(pair._2()))
                .timeout(
                        Durations.milliseconds(10 * IDLE_BATCHES),
                        (held, out) -> out.add().key(goneKey(held.key())).sum(held.sum()))
                .numPartitions(3);
    }

    /** Each key has data for one or two batches, and then again much later. */
    static long heldKey(long number) {
        return number / 300 % 40;
    }

    /** Whether the number makes the program forget its key. */
    static boolean forgets(long number) {
        return number % 37 == 5;
    }

    /** No number, and no key. */
    static long goneKey(long key) {
        return -1_000 - key;
    }

    private static void call(Counted counted, FlatState<Held> state, FlatOut<Held> out) {
        long number = counted.number();
        if (number % SHOWN_EVERY == 0)
            out.add().key(number).sum(state.exists() ? state.get().sum() : -1);
        if (forgets(number)) {
            state.remove();
            return;
        }
        Held held = state.get();
        held.key(heldKey(number)).sum(held.sum() + valueOf(number));
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
