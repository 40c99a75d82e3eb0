package io.headrace.exec.job;

import io.headrace.OutputOperationInfo;
import io.headrace.Rdd;
import io.headrace.StreamingException;
import io.headrace.Time;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.pass.Fatal;
import io.headrace.exec.sink.Retries;
import io.headrace.exec.sink.SinkOutput;
import io.headrace.file.NotWrittenException;
import io.headrace.plan.Output;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of one output on one batch, or gives the batch to its sink.
 *
 * <p><b>Threading:</b> one thread at a time for each batch; a sink has one batch at a time. {@link #since} and {@link #batch} by any.
 */
final class OutputRunner {
    /** As many batches as may be under way at once, by the settings. */
    private static final int PLACES = 64;

    private static final int NOWHERE = -1;

    /** Of an output that has no batch. */
    static final long IDLE = 0;

    private final Output output;
    private final @Nullable SinkOutput sink;
    private final Retries retries;
    private final BatchEvents events;

    // of each batch that is under way, by its turn: since when it has been here; written behind which one it is
    private final AtomicLongArray sinces = new AtomicLongArray(PLACES);
    private final long[] incarnations = new long[PLACES];
    private final long[] sequences = new long[PLACES];

    /** @param sink takes the batches instead of the output's body; null for an output that has none */
    OutputRunner(Output output, @Nullable SinkOutput sink, Retries retries, BatchEvents events) {
        this.output = output;
        this.sink = sink;
        this.retries = retries;
        this.events = events;
    }

    /** Since when, by {@link System#nanoTime}, it has had the oldest of its batches; {@link #IDLE} when it has none. Of any thread. */
    long since() {
        int place = oldest();
        return place == NOWHERE ? IDLE : sinces.get(place);
    }

    /** The oldest of its batches in words. Of any thread. */
    String batch() {
        int place = oldest();
        return place == NOWHERE ? "no batch" : "batch " + incarnations[place] + "-" + sequences[place];
    }

    private int oldest() {
        int oldest = NOWHERE;
        long oldestSince = IDLE;
        for (int place = 0; place < PLACES; place++) {
            long since = sinces.get(place);
            if (since == IDLE || (oldest != NOWHERE && since - oldestSince >= 0)) continue;
            oldest = place;
            oldestSince = since;
        }
        return oldest;
    }

    /** Waits for its turn, where batches go one after another. */
    void enter(long turn) throws InterruptedException {
        if (sink != null) sink.awaitTurn(turn);
    }

    /** The batch of this turn is done here. */
    void leave(long turn) {
        if (sink != null) sink.turnOver(turn);
    }

    Output output() {
        return output;
    }

    /**
     * Gives the batch's dataset to the user.
     *
     * @param turn of the batch, as for {@link #enter}
     * @param handle of the dataset, an {@link Rdd} or as the output wants it
     * @return what happened, for the listeners; null when nobody listens
     * @throws InterruptedException when the context is stopping, and a sink was not waited for
     * @throws StreamingException naming the output, the batch and the cause
     */
    @Nullable
    OutputOperationInfo run(long turn, Batch batch, Object handle) throws InterruptedException {
        boolean listens = events.isListening();
        long start = listens ? events.now() : -1;
        if (listens) events.outputStarted(info(batch, start, -1, ""));
        Throwable failure = null;
        CrashPoints.at(CrashPoint.BEFORE_OUTPUT);
        int place = (int) (turn % PLACES);
        incarnations[place] = batch.incarnation();
        sequences[place] = batch.sequence();
        sinces.set(place, System.nanoTime() | 1);
        try {
            if (sink != null) sink.write(batch, (Rdd<?>) handle);
            else if (output.isRepeatable()) repeat(batch, handle);
            else output.body().call(handle, batch.timeMillis());
        } catch (Throwable e) {
            if (Fatal.is(e)) throw (Error) e;
            failure = e;
        }
        if (failure == null) CrashPoints.at(CrashPoint.AFTER_OUTPUT);
        sinces.set(place, IDLE); // not behind an error of the machine: then nothing is known
        OutputOperationInfo info = null;
        if (listens) {
            info = info(batch, start, events.now(), failure == null ? "" : failure.toString());
            events.outputCompleted(info);
        }
        if (failure == null) return info;
        if (output.isRepeatable() && failure instanceof InterruptedException given) throw given;
        if (failure instanceof InterruptedException) Thread.currentThread().interrupt();
        throw new StreamingException(
                "output " + output.id() + " (" + output.word() + " at " + output.site() + ") failed on " + batch + ": "
                        + failure + "; the batch is not committed, and runs first when the program is started again",
                failure);
    }

    /** An output that replaces what it has written: tried again when the disk does not take it. */
    private void repeat(Batch batch, Object handle) throws Exception {
        retries.run(output.toString(), output.word(), batch, again -> {
            try {
                output.body().call(handle, batch.timeMillis());
                return null;
            } catch (RuntimeException e) {
                NotWrittenException notWritten = NotWrittenException.in(e);
                if (notWritten == null) throw e;
                return new IOException(notWritten.getMessage(), e);
            }
        });
    }

    @Override
    public String toString() {
        return sink == null ? output.toString() : sink.toString();
    }

    private OutputOperationInfo info(Batch batch, long start, long end, String reason) {
        return new OutputOperationInfo(
                new Time(batch.timeMillis()),
                output.id(),
                output.word() + " at " + output.site(),
                output.site().toString(),
                start,
                end,
                reason);
    }
}
