package io.headrace.exec.job;

import io.headrace.BatchInfo;
import io.headrace.EngineListener;
import io.headrace.OutputOperationInfo;
import io.headrace.StreamInputInfo;
import io.headrace.Time;
import io.headrace.exec.batch.Batch;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells listeners of batches, and makes nothing when nobody listens.
 *
 * <p><b>Threading:</b> any thread of the engine.
 */
public final class BatchEvents {
    private final EngineListener listener;
    private final InstantSource clock;

    public BatchEvents(EngineListener listener, InstantSource clock) {
        this.listener = listener;
        this.clock = clock;
    }

    boolean isListening() {
        return listener.isListening();
    }

    long now() {
        return clock.millis();
    }

    /** The jobs are about to be given the batch. */
    public void batchSubmitted(Batch batch) {
        boolean listens = isListening();
        batch.submitted(listens ? now() : -1);
        if (listens) listener.batchSubmitted(info(batch, batch.submittedMillis(), -1, -1, List.of()));
    }

    void batchStarted(Batch batch, long submission, long start) {
        if (isListening()) listener.batchStarted(info(batch, submission, start, -1, List.of()));
    }

    void batchCompleted(Batch batch, long submission, long start, List<OutputOperationInfo> outputs) {
        if (isListening()) listener.batchCompleted(info(batch, submission, start, now(), outputs));
    }

    void batchTimed(Batch batch, long records, long schedulingDelayNanos, long processingDelayNanos) {
        listener.batchTimed(batch.timeMillis(), records, schedulingDelayNanos, processingDelayNanos);
    }

    void outputStarted(OutputOperationInfo info) {
        listener.outputStarted(info);
    }

    void outputCompleted(OutputOperationInfo info) {
        listener.outputCompleted(info);
    }

    static StreamInputInfo info(Batch batch, int stream) {
        return new StreamInputInfo(stream, batch.records(stream), batch.metadata(stream));
    }

    private static BatchInfo info(
            Batch batch, long submission, long start, long end, List<OutputOperationInfo> outputs) {
        Map<Integer, StreamInputInfo> inputs = new HashMap<>();
        for (int stream = 0; stream < batch.streams(); stream++) inputs.put(stream, info(batch, stream));
        Map<Integer, OutputOperationInfo> byId = new HashMap<>();
        outputs.forEach(output -> byId.put(output.id(), output));
        return new BatchInfo(new Time(batch.timeMillis()), inputs, submission, start, end, byId);
    }
}
