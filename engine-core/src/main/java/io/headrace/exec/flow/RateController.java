package io.headrace.exec.flow;

import io.headrace.exec.batch.Batch;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Tells receivers after each batch how many records a second they may take in.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public final class RateController {
    /** One input's part. */
    public record Controlled(int streamId, RateEstimator estimator, LongConsumer publish) {}

    private final Controlled[] inputs;

    /** @param inputs those whose rates follow; the others stay as they are */
    public RateController(List<Controlled> inputs) {
        this.inputs = inputs.toArray(new Controlled[0]);
    }

    /** A batch is done, and its object still has what it held. */
    public void batchDone(Batch batch, long doneNanos, long processingNanos, long schedulingNanos) {
        for (Controlled input : inputs) {
            double rate = input.estimator()
                    .batchDone(
                            doneNanos,
                            batch.cutNanos(),
                            batch.records(input.streamId()),
                            processingNanos,
                            schedulingNanos);
            if (rate != RateEstimator.NO_ESTIMATE) input.publish().accept((long) rate);
        }
    }
}
