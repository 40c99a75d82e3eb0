package io.headrace.engine;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.codec.Codecs;
import io.headrace.sink.FileSink;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Three receivers, windows, both kinds of state and files that are written exactly once: to be killed at any instant, and started again. What
 * it must write says {@link CrashModel}. {@code CrashProgram CONTEXT FILES PORT-A PORT-B PORT-C DURABILITY CONCURRENT-JOBS CATCH-UP-TICKS}.
 */
final class CrashProgram {
    static final List<String> SINKS = List.of("windows", "batches");
    static final long BATCH_MILLIS = 25;
    static final int ROLL_BYTES = 512 << 10;
    static final int KEYS = 31;
    static final int INVERSE_BATCHES = 6;
    static final int INVERSE_SLIDE = 2;
    static final int MOST_BATCHES = 5;
    private static final int CHECKPOINT_BATCHES = 3;
    private static final long THROWS_EVERY = 1009;

    /** How it runs: everything but the program itself. */
    record Setup(
            Path context, Path files, int portA, int portB, int portC, Durability durability, int jobs, int ticks) {
        String[] arguments() {
            return new String[] {
                context.toString(),
                files.toString(),
                String.valueOf(portA),
                String.valueOf(portB),
                String.valueOf(portC),
                durability.toString(),
                String.valueOf(jobs),
                String.valueOf(ticks)
            };
        }

        static Setup of(String[] args) {
            return new Setup(
                    Path.of(args[0]),
                    Path.of(args[1]),
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]),
                    Integer.parseInt(args[4]),
                    Durability.valueOf(args[5]),
                    Integer.parseInt(args[6]),
                    Integer.parseInt(args[7]));
        }
    }

    private CrashProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context = context(Setup.of(args))) {
            context.start();
            context.awaitTermination();
        }
    }

    private static StreamingContext context(Setup setup) {
        return StreamingContext.getOrCreate(setup.context, () -> {
            StreamingContext context = StreamingContext.builder("crash")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .durability(setup.durability)
                    .failurePolicy(FailurePolicy.DEAD_LETTER)
                    .set("headrace.checkpoint.interval", CHECKPOINT_BATCHES * BATCH_MILLIS + "ms")
                    .set("headrace.block.bytes", "65536")
                    .set("headrace.log.roll.bytes", String.valueOf(ROLL_BYTES))
                    .set("headrace.batch.concurrent.jobs", String.valueOf(setup.jobs))
                    .set("headrace.batch.catchup.ticks", String.valueOf(setup.ticks))
                    .set("headrace.stop.timeout", "60s")
                    .set("headrace.stop.on.shutdown", "true")
                    .set("headrace.receiver.restart.delay", "10ms")
                    .build();
            write(context, setup);
            return context;
        });
    }

    private static void write(StreamingContext context, Setup setup) {
        DStream<String> polled = context.polledStream("a", new ReliableLines(setup.portA), Codecs.TEXT)
                .name("a");
        DStream<String> stored =
                context.receiverStream(new ReliableReceiver(setup.portB)).name("b");
        DStream<String> socket =
                context.socketTextStream("localhost", setup.portC).name("c");
        DStream<String> lines = polled.union(stored).union(socket).map(CrashProgram::accepted);
        PairDStream<String, Long> pairs = lines.mapToPair(line -> new Tuple2<>(keyOf(line), numberOf(line)));
        PairDStream<String, Long> inverse = pairs.reduceByKeyAndWindow(
                        Long::sum, (a, b) -> a - b, window(INVERSE_BATCHES), window(INVERSE_SLIDE))
                .name("inverse")
                .filter(pair -> pair._2() != 0);
        PairDStream<String, Long> most =
                pairs.reduceByKeyAndWindow(Math::max, window(MOST_BATCHES)).name("most");
        PairDStream<String, Long> sums = pairs.<Long>updateStateByKey((values, state) ->
                        Optional.of(values.stream().mapToLong(v -> v).sum() + state.orElse(0L)))
                .name("sums");
        MapWithStateDStream<String, Long, Long, String> counted = pairs.mapWithState(
                        StateSpec.<String, Long, Long, String>function(CrashProgram::counted))
                .name("counted");
        // Two sinks and a part each, for at the levels that sync every file costs a force.
        sink(texts("inverse", inverse), setup, "windows");
        sink(
                lines.union(counted)
                        .union(texts("most", most))
                        .union(texts("sum", sums))
                        .union(texts("count", counted.stateSnapshots())),
                setup,
                "batches");
    }

    private static DStream<String> texts(String name, PairDStream<String, Long> stream) {
        return stream.map(pair -> text(name, pair._1(), pair._2()));
    }

    static String text(String name, String key, long value) {
        return name + " " + key + "=" + value;
    }

    private static void sink(DStream<String> stream, Setup setup, String sink) {
        stream.transform(rdd -> rdd.coalesce(1)).sinkTo(FileSink.lines(setup.files.resolve(sink)));
    }

    private static Duration window(int batches) {
        return Durations.milliseconds(batches * BATCH_MILLIS);
    }

    private static String counted(String key, Optional<Long> value, State<Long> state) {
        long count = state.getOption().orElse(0L) + 1;
        state.update(count);
        return numbered(key, value.orElseThrow(), count);
    }

    static String numbered(String key, long value, long count) {
        return key + "=" + value + " is number " + count;
    }

    private static String accepted(String line) {
        if (isRefused(line)) throw new IllegalArgumentException("a line that throws: " + line);
        return line;
    }

    /** One in a thousand throws, and becomes a dead letter. */
    static boolean isRefused(String line) {
        return numberOf(line) % THROWS_EVERY == 7;
    }

    static String keyOf(String line) {
        return line.charAt(0) + String.valueOf(numberOf(line) % KEYS);
    }

    static long numberOf(String line) {
        return Long.parseLong(line.substring(2));
    }
}
