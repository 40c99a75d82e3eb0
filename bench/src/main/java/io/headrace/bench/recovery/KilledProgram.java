package io.headrace.bench.recovery;

import io.headrace.Durations;
import io.headrace.MapWithStateDStream;
import io.headrace.PairRdd;
import io.headrace.StateSpec;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A running count by key: {@code KilledProgram die|resume|check DIRECTORY KEYS DURABILITY}.
 *
 * <ul>
 *   <li>{@code die} fills the state, lets some batches more touch a hundredth of it each, and halts.
 *   <li>{@code resume} goes on, and prints how many microseconds passed from the call of {@code getOrCreate} to its first output, and how
 *       many milliseconds the process had CPUs until then, the start of the JVM included: on a busy machine that tells more.
 *   <li>{@code check} goes on, and prints how many keys there are and what they count in all, after the first batch.
 * </ul>
 *
 * <p><b>Threading:</b> the main thread waits; outputs run on the thread of the jobs.
 */
final class KilledProgram {
    /** Batches that touch a hundredth of the keys, before the end. */
    static final int TOUCHING = 200;

    private static final int KILLED = 137;
    private static final long BATCH_MILLIS = 20;

    private final String mode;
    private final String directory;
    private final int keys;
    private final Durability durability;
    private final CountDownLatch done = new CountDownLatch(1);
    private String answer = "";
    private int touching;

    private KilledProgram(String[] args) {
        mode = args[0];
        directory = args[1];
        keys = Integer.parseInt(args[2]);
        durability = Durability.valueOf(args[3]);
    }

    public static void main(String[] args) throws InterruptedException {
        new KilledProgram(args).run();
    }

    private void run() throws InterruptedException {
        long start = System.nanoTime();
        try (StreamingContext context = StreamingContext.getOrCreate(Path.of(directory), () -> program(start))) {
            context.start();
            while (done.getCount() > 0 && !context.awaitTerminationOrTimeout(1)) {
                // an output ends it
            }
        }
        System.out.println(answer);
    }

    private StreamingContext program(long start) {
        StreamingContext context = StreamingContext.builder("killed")
                .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                .directory(directory)
                .durability(durability)
                .build();
        MapWithStateDStream<Long, Long, Long, Long> counts = context.batchStream(new CountedKeys(keys))
                .mapToPair(key -> new Tuple2<>(key, 1L))
                .mapWithState(StateSpec.function((key, value, state) -> {
                    long count = value.orElse(0L) + (state.exists() ? state.get() : 0L);
                    state.update(count);
                    return count;
                }));
        switch (mode) {
            case "die" -> counts.foreachRDD(rdd -> dieInTime(rdd.count()));
            case "resume" -> counts.foreachRDD(rdd -> answer((System.nanoTime() - start) / 1000 + " " + cpuMillis()));
            case "check" -> counts.stateSnapshots().foreachRDD(this::look);
            default -> throw new IllegalArgumentException("there is no mode " + mode);
        }
        return context;
    }

    private static long cpuMillis() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private void dieInTime(long touched) {
        if (touched < CountedKeys.FILL && touched == CountedKeys.touched(keys)) touching++;
        if (touching > TOUCHING) Runtime.getRuntime().halt(KILLED);
    }

    private void look(PairRdd<Long, Long> states) {
        long count = states.count();
        answer(count + " " + states.values().reduce(Long::sum));
    }

    private void answer(String given) {
        if (done.getCount() == 0) return;
        answer = given;
        done.countDown();
    }
}
