package io.headrace.exec.job;

import io.headrace.OutputOperationInfo;
import io.headrace.Rdd;
import io.headrace.StreamingException;
import io.headrace.Time;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.sink.SinkOutput;
import io.headrace.plan.Output;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of one output on one batch, or gives the batch to its sink.
 *
 * <p><b>Threading:</b> one thread at a time for each output.
 */
final class OutputRunner {
    private final Output output;
    private final @Nullable SinkOutput sink;
    private final BatchEvents events;

    /** @param sink takes the batches instead of the output's body; null for an output that has none */
    OutputRunner(Output output, @Nullable SinkOutput sink, BatchEvents events) {
        this.output = output;
        this.sink = sink;
        this.events = events;
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
     * @return what happened, for the listeners; null when nobody listens
     * @throws InterruptedException when the context is stopping, and a sink was not waited for
     * @throws StreamingException naming the output, the batch and the cause
     */
    @Nullable
    OutputOperationInfo run(Batch batch, Rdd<?> rdd) throws InterruptedException {
        boolean listens = events.isListening();
        long start = listens ? events.now() : -1;
        if (listens) events.outputStarted(info(batch, start, -1, ""));
        Throwable failure = null;
        CrashPoints.at(CrashPoint.BEFORE_OUTPUT);
        try {
            if (sink == null) output.body().call(rdd, batch.timeMillis());
            else sink.write(batch, rdd);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError error) throw error;
            failure = e;
        }
        if (failure == null) CrashPoints.at(CrashPoint.AFTER_OUTPUT);
        OutputOperationInfo info = null;
        if (listens) {
            info = info(batch, start, events.now(), failure == null ? "" : failure.toString());
            events.outputCompleted(info);
        }
        if (failure == null) return info;
        if (sink != null && failure instanceof InterruptedException given) throw given;
        if (failure instanceof InterruptedException) Thread.currentThread().interrupt();
        throw new StreamingException(
                "output " + output.id() + " (" + output.word() + " at " + output.site() + ") failed on " + batch + ": "
                        + failure + "; the batch is not committed, and runs first when the program is started again",
                failure);
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
