package io.headrace.exec.job;

import io.headrace.OutputOperationInfo;
import io.headrace.Rdd;
import io.headrace.StreamingException;
import io.headrace.Time;
import io.headrace.exec.batch.Batch;
import io.headrace.plan.Output;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of one output on one batch.
 *
 * <p><b>Threading:</b> one thread at a time for each output.
 */
final class OutputRunner {
    private final Output output;
    private final BatchEvents events;

    OutputRunner(Output output, BatchEvents events) {
        this.output = output;
        this.events = events;
    }

    Output output() {
        return output;
    }

    /**
     * Gives the batch's dataset to the user.
     *
     * @return what happened, for the listeners; null when nobody listens
     * @throws StreamingException naming the output, the batch and the cause
     */
    @Nullable
    OutputOperationInfo run(Batch batch, Rdd<?> rdd) {
        boolean listens = events.isListening();
        long start = listens ? events.now() : -1;
        if (listens) events.outputStarted(info(batch, start, -1, ""));
        Throwable failure = null;
        try {
            output.body().call(rdd, batch.timeMillis());
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError error) throw error;
            failure = e;
        }
        OutputOperationInfo info = null;
        if (listens) {
            info = info(batch, start, events.now(), failure == null ? "" : failure.toString());
            events.outputCompleted(info);
        }
        if (failure == null) return info;
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
