package io.headrace.bench.sustained;

import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Values;
import io.headrace.ViewDStream;
import io.headrace.bench.fork.Task;
import io.headrace.bench.latency.PacedSource;
import io.headrace.bench.latency.Tick;
import io.headrace.bench.openloop.PhasedLoad;
import io.headrace.function.LongLongVisitor;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A load through the whole engine, as from a socket: receiver, log, a running count of each key, sinks. One sink takes the counts, and so knows how
 * many records have come out; the other takes the oldest record of each key in each batch, for its latency. Settings: {@code durability},
 * {@code interval} in milliseconds, {@code full}.
 *
 * <p><b>Threading:</b> the main thread makes it and waits; the rest is of the thread of the jobs.
 */
final class RunningTotals implements AutoCloseable {
    static final String DURABILITY = "durability";
    static final String INTERVAL = "interval";
    static final String FULL = "full";
    static final int KEYS = 10_000;

    private static final long LOOK_MILLIS = 50;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final PhasedLoad load;
    private final StreamingContext context;
    private final long[] totals = new long[KEYS + 1];
    private long sum;
    private volatile long counted;

    RunningTotals(Task task, PhasedLoad load, Path directory) {
        this.load = load;
        StreamingContextBuilder builder = StreamingContext.builder("totals")
                .batchInterval(Duration.ofMillis(task.number(INTERVAL)))
                .set("headrace.receiver.full", task.text(FULL));
        Durability durability = Durability.valueOf(task.text(DURABILITY));
        context = (durability == Durability.OFF
                        ? builder
                        : builder.directory(directory).durability(durability))
                .build();
        LongLongVisitor adding = this::total; // made once: what is made in a body is made for each batch
        LongLongVisitor arriving = (key, due) -> load.arrived(due);
        ViewDStream<Tick> ticks = context.polledViewStream("ticks", position -> new PacedSource(load), Tick.views())
                .name("ticks");
        ticks.mapToPair(Keys.ofLong(Tick::key), Values.one())
                .mapWithState(Reducers.sumLong())
                .foreachRDD(rows -> {
                    rows.forEachLong(adding);
                    counted = sum;
                });
        ticks.mapToPair(Keys.ofLong(Tick::key), Values.ofLong(Tick::due))
                .minByKey()
                .foreachRDD(rows -> rows.forEachLong(arriving));
        context.start();
    }

    private void total(long key, long total) {
        sum += total - totals[(int) key];
        totals[(int) key] = total;
    }

    /** Records that are in the sink. */
    long counted() {
        return counted;
    }

    /** Waits until all of the load is in the sink; how many records are missing when no more come. */
    long await() throws InterruptedException {
        long last = -1;
        long lastAt = System.nanoTime();
        while (load.allSent() < 0 || counted < load.allSent()) {
            if (context.awaitTerminationOrTimeout(LOOK_MILLIS))
                throw new IllegalStateException("the context has ended by itself");
            if (counted != last) {
                last = counted;
                lastAt = System.nanoTime();
            } else if (load.allSent() >= 0 && System.nanoTime() - lastAt > PATIENCE_NANOS) {
                break;
            }
        }
        return load.allSent() - counted;
    }

    @Override
    public void close() {
        context.close();
    }
}
