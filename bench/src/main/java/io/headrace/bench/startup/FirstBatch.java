package io.headrace.bench.startup;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Tuple2;
import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A small word count, and how long it is from before its JVM was started to the end of its first batch. Setting: {@code durability}, where
 * {@link #NONE} is without a directory.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class FirstBatch implements Contender {
    static final String DURABILITY = "durability";
    static final String NONE = "none";

    /** Metrics. */
    static final String TIME = "time";

    static final String CPU_TIME = "CPU time";

    private static final long BATCH_MILLIS = 10;
    private static final long PATIENCE_SECONDS = 100;
    private static final double SECOND = 1e9;
    private static final int WORDS = 4;

    private final CountDownLatch done = new CountDownLatch(1);
    private int counted;

    @Override
    public void run(Task task) throws Exception {
        String durability = task.text(DURABILITY);
        Path directory = Scratch.directory("startup");
        StreamingContextBuilder builder =
                StreamingContext.builder("startup").batchInterval(Durations.milliseconds(BATCH_MILLIS));
        if (!durability.equals(NONE))
            builder.directory(directory.resolve("state")).durability(Durability.valueOf(durability));
        try (StreamingContext context = builder.build()) {
            count(context, task);
            context.start();
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                throw new IllegalStateException("there was no batch for " + PATIENCE_SECONDS + " seconds");
        } finally {
            Scratch.delete(directory);
        }
        if (counted != WORDS) throw new IllegalStateException(counted + " words counted, not " + WORDS);
    }

    @SuppressWarnings("StringSplitter") // as programs do
    private void count(StreamingContext context, Task task) {
        context.batchStream(time -> List.of(List.of("to be or not")))
                .name("lines")
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> new Tuple2<>(word, 1L))
                .reduceByKey(Long::sum)
                .foreachRDD(counts -> {
                    if (done.getCount() == 0) return;
                    counted = counts.collect().size();
                    task.answer(TIME, task.nanosSinceLaunch() / SECOND, "s");
                    task.answer(CPU_TIME, cpuTime().toNanos() / SECOND, "s");
                    done.countDown();
                });
    }

    private static Duration cpuTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
