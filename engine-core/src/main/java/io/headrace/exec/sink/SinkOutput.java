package io.headrace.exec.sink;

import io.headrace.Rdd;
import io.headrace.SinkAheadException;
import io.headrace.StreamingException;
import io.headrace.TaskContext;
import io.headrace.exec.batch.Batch;
import io.headrace.plan.Output;
import io.headrace.sink.ExactlyOnceSink;
import io.headrace.sink.SinkAhead;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One output that goes to a sink: gives it each batch that it does not have, in order, again when the sink could not be reached.
 *
 * <p><b>Threading:</b> opened and closed by one thread; batches by the thread whose turn it is.
 */
public final class SinkOutput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkOutput.class);

    private final Output output;
    private final ExactlyOnceSink<Object> sink;
    private final SinkAhead policy;
    private final BooleanSupplier isOver;
    private final Retries retries;
    private final Turns turns;
    private volatile @Nullable SinkBatch held;

    /** @param isOver whether the context is stopping */
    SinkOutput(Output output, ExactlyOnceSink<Object> sink, SinkAhead policy, BooleanSupplier isOver, Retries retries) {
        this.output = output;
        this.sink = sink;
        this.policy = policy;
        this.isOver = isOver;
        this.retries = retries;
        turns = new Turns(isOver);
    }

    /**
     * Opens the sink, and compares what it has with the log.
     *
     * @param incarnation of this start
     * @param lastSequence of the last batch that the log knows
     */
    void open(SinkContext context, long incarnation, long lastSequence) {
        try {
            CrashPoints.at(CrashPoint.BEFORE_SINK_OPEN);
            sink.open(context);
            CrashPoints.at(CrashPoint.AFTER_SINK_OPEN);
            held = sink.lastCommitted();
        } catch (IOException e) {
            throw new StreamingException(output + ": " + sink + " could not be opened: " + e.getMessage(), e);
        }
        SinkBatch last = held;
        if (last == null) return;
        if (last.id().incarnation() >= incarnation)
            throw new SinkAheadException(
                    output + ": " + sink + " holds " + last + ", which no start before this one can have"
                            + " written, for this is number " + incarnation
                            + " of its directory: the directory is another one, or an"
                            + " older copy. Bring back the directory that the sink was written from, or give the output a new sink");
        if (last.id().sequence() > lastSequence) ahead(last, lastSequence);
    }

    private void ahead(SinkBatch last, long lastSequence) {
        String what = output + ": " + sink + " holds " + last + ", and the log ends with batch number " + lastSequence
                + ": it lost what came later in a power cut";
        switch (policy) {
            case FAIL ->
                throw new SinkAheadException(what
                        + ". Set headrace.sink.ahead=SKIP to leave out batches up to the sink's time, or REPEAT to"
                        + " write all new ones, with rows that the sink has already; durability BATCH prevents it");
            case SKIP -> LOG.warn("{}; batches up to its time are left out", what);
            case REPEAT -> LOG.warn("{}; what the lost batches held may be there twice", what);
        }
    }

    /** Waits until the sink has passed every batch before. */
    public void awaitTurn(long turn) throws InterruptedException {
        turns.await(turn);
    }

    /** The batch of this turn has been written, or had nothing for this output. */
    public void turnOver(long turn) {
        turns.over(turn);
    }

    /** Gives the sink a batch, when it does not have it. */
    public void write(Batch batch, Rdd<?> rdd) throws Exception {
        SinkBatch next = new SinkBatch(batch.id(), batch.timeMillis());
        if (isThere(next)) return;
        retries.run(output.toString(), sink, next, again -> tryOnce(next, rdd, again));
        held = next;
    }

    private boolean isThere(SinkBatch next) {
        SinkBatch last = held;
        if (last == null) return false;
        if (next.id().compareTo(last.id()) <= 0) return true;
        return policy == SinkAhead.SKIP && next.timeMillis() <= last.timeMillis();
    }

    /** Null when the sink has the batch; what went wrong when it may be tried again. */
    private @Nullable IOException tryOnce(SinkBatch next, Rdd<?> rdd, boolean again) throws Exception {
        try {
            SinkBatch last = again ? sink.lastCommitted() : null; // a commit may have gone through although it threw
            if (last != null && next.id().compareTo(last.id()) <= 0) return null;
            CrashPoints.io(CrashPoint.BEFORE_SINK_BEGIN);
            sink.begin(next);
            writeRows(rdd);
            CrashPoints.io(CrashPoint.BEFORE_SINK_COMMIT);
            sink.commit();
            CrashPoints.at(CrashPoint.AFTER_SINK_COMMIT);
            return null;
        } catch (IOException e) {
            abort(e);
            return e;
        } catch (Throwable e) {
            abort(e);
            if (isOver.getAsBoolean()) throw retries.givenUp(sink, e);
            throw e;
        }
    }

    private void writeRows(Rdd<?> rdd) throws IOException {
        AtomicReference<@Nullable IOException> ofTheSink = new AtomicReference<>();
        try {
            rdd.foreachPartition(rows -> {
                try {
                    sink.write(TaskContext.partitionId(), rows);
                } catch (UncheckedIOException e) {
                    ofTheSink.compareAndSet(null, e.getCause());
                    throw e;
                } catch (IOException e) {
                    ofTheSink.compareAndSet(null, e);
                    throw e;
                }
            });
        } catch (RuntimeException e) {
            IOException problem = ofTheSink.get();
            if (problem == null) throw e;
            throw problem;
        }
    }

    private void abort(Throwable why) {
        try {
            sink.abort();
        } catch (IOException | RuntimeException e) {
            why.addSuppressed(e); // what comes next says whether it matters: a try, or the end
        }
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }

    @Override
    public String toString() {
        return output + ": " + sink;
    }
}
