package io.headrace.testkit;

import io.headrace.DStream;
import io.headrace.DStreamLike;
import io.headrace.RddLike;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.StreamingContextState;
import io.headrace.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A streaming program under test: a context without a directory, whose time passes batch by batch when the test says so. What it
 * throws names the batch.
 *
 * <p>The first {@link #advance} starts the program; so the whole program is written before.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class StreamTest implements AutoCloseable {
    /** So long a batch may take at most, unless told otherwise: then the test fails and says so. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Duration interval;
    private final ManualClock clock;
    private final StreamingContext context;
    private final CompletedBatches completed = new CompletedBatches();
    private Duration deadline = DEFAULT_DEADLINE;
    private int outputs;

    private StreamTest(Duration interval, UnaryOperator<StreamingContextBuilder> settings) {
        this.interval = interval;
        this.clock = new ManualClock();
        this.context = settings.apply(StreamingContext.builder("test"))
                .batchInterval(interval)
                .clock(clock)
                .build();
        context.addStreamingListener(completed);
        context.addBatchTimes(completed);
    }

    /** A program whose batches are so long. */
    public static StreamTest every(Duration interval) {
        return new StreamTest(interval, settings -> settings);
    }

    /**
     * As {@link #every(Duration)}.
     *
     * @param settings adds to the settings of the context; its clock and its interval are the test's
     */
    public static StreamTest every(Duration interval, UnaryOperator<StreamingContextBuilder> settings) {
        return new StreamTest(interval, settings);
    }

    /** Gives each batch so long, instead of {@link #DEFAULT_DEADLINE}. */
    public StreamTest deadline(Duration perBatch) {
        deadline = perBatch;
        return this;
    }

    /** The context that the program is written in. */
    public StreamingContext context() {
        return context;
    }

    /** The context's clock. Whoever turns it himself gets the ticks that lie between. */
    public ManualClock clock() {
        return clock;
    }

    /** The stream of the feed's batches. */
    public <T> DStream<T> stream(BatchFeed<T> feed) {
        return context.batchStream(feed);
    }

    /** Collects what the stream gives, as one more output of the program. */
    public <T> Collected<T> collect(DStreamLike<T, ?, ? extends RddLike<T>> stream) {
        outputs++;
        return collect("output " + outputs, stream);
    }

    /**
     * As {@link #collect(DStreamLike)}.
     *
     * @param name what it is called where an assertion fails
     */
    public <T> Collected<T> collect(String name, DStreamLike<T, ?, ? extends RddLike<T>> stream) {
        Collected<T> collected = new Collected<>(name);
        stream.foreachRDD((rdd, time) -> collected.add(time, rdd.glom().collect()));
        return collected;
    }

    /** Lets one interval pass, and waits until its batch is complete and committed: its outputs are there, and a restart does not run it again. */
    public StreamTest advance() throws InterruptedException {
        return advance(1);
    }

    /**
     * Lets so many intervals pass, one after the other, and waits for each batch to be complete and committed.
     *
     * @throws RuntimeException what made the program fail, if it did
     * @throws AssertionError when a batch is not complete within the deadline
     */
    public StreamTest advance(int batches) throws InterruptedException {
        if (batches < 0) throw new IllegalArgumentException("advance by " + batches + " batches; give 0 or more");
        if (context.getState() == StreamingContextState.INITIALIZED) context.start();
        for (int i = 0; i < batches; i++) {
            long expected = completed.count() + 1;
            clock.advance(interval);
            await(expected);
        }
        return this;
    }

    /**
     * Lets so many intervals pass at once, as when the program was late, and waits for all of their batches to be complete and committed.
     *
     * @throws RuntimeException what made the program fail, if it did
     * @throws AssertionError when they are not complete within the deadline of as many batches
     */
    public StreamTest advanceAtOnce(int batches) throws InterruptedException {
        if (batches < 0) throw new IllegalArgumentException("advance by " + batches + " batches; give 0 or more");
        if (context.getState() == StreamingContextState.INITIALIZED) context.start();
        long before = completed.count();
        clock.advance(interval.multipliedBy(batches));
        for (int i = 1; i <= batches; i++) await(before + i);
        return this;
    }

    /** The time of the latest complete batch; null when there is none. */
    public @Nullable Time lastBatch() {
        return completed.last();
    }

    /** The times of all complete batches, in the order in which they were completed. */
    public List<Time> completedBatches() {
        return completed.times();
    }

    private void await(long count) throws InterruptedException {
        long start = System.nanoTime();
        while (!completed.await(count, LOOK_NANOS)) {
            // It throws what the program failed with.
            boolean hasEnded = context.awaitTerminationOrTimeout(0);
            // What is complete when the program ends itself may run again; nobody will commit it.
            if (hasEnded && completed.count() >= count) return;
            if (hasEnded) throw new AssertionError("the program has ended before batch " + count + " was complete");
            if (System.nanoTime() - start > deadline.toNanos()) {
                throw new AssertionError("batch " + count + ", of " + clock.millis() + " ms, is not "
                        + (completed.count() < count ? "complete" : "committed") + " after "
                        + deadline.toMillis() + " ms; the last complete one is "
                        + (completed.last() == null ? "none" : "that of " + completed.last()));
            }
        }
    }

    /** Ends the program. */
    @Override
    public void close() {
        context.close();
    }

    @Override
    public String toString() {
        return context + ", " + completed.count() + " batches complete";
    }
}
