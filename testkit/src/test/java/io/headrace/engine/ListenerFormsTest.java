package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.BatchInfo;
import io.headrace.OutputOperationInfo;
import io.headrace.ReceiverInfo;
import io.headrace.StatsReportListener;
import io.headrace.StreamInputInfo;
import io.headrace.StreamingListener;
import io.headrace.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Listeners can be tested without an engine: every event can be made up. */
class ListenerFormsTest {
    /** Notes each call in words. */
    private static final class Noting implements StreamingListener {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void onStreamingStarted(StreamingListenerStreamingStarted started) {
            calls.add("started at " + started.time());
        }

        @Override
        public void onReceiverStarted(StreamingListenerReceiverStarted started) {
            calls.add("receiver " + started.receiverInfo().name());
        }

        @Override
        public void onReceiverError(StreamingListenerReceiverError error) {
            calls.add("error " + error.receiverInfo().lastErrorMessage());
        }

        @Override
        public void onReceiverStopped(StreamingListenerReceiverStopped stopped) {
            calls.add("stopped, active " + stopped.receiverInfo().active());
        }

        @Override
        public void onBatchSubmitted(StreamingListenerBatchSubmitted submitted) {
            calls.add("submitted " + submitted.batchInfo().numRecords());
        }

        @Override
        public void onBatchStarted(StreamingListenerBatchStarted started) {
            calls.add("waited " + started.batchInfo().schedulingDelay());
        }

        @Override
        public void onOutputOperationStarted(StreamingListenerOutputOperationStarted started) {
            calls.add("output " + started.outputOperationInfo().id());
        }

        @Override
        public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted completed) {
            calls.add("took " + completed.outputOperationInfo().duration());
        }
    }

    @Test
    void shouldTellAListenerWhatATestMakesUp() {
        ReceiverInfo receiver =
                new ReceiverInfo(0, "lines", false, "receiver 0", "gone", "java.io.IOException: gone", 7);
        StreamInputInfo input =
                new StreamInputInfo(0, 12, Map.of(StreamInputInfo.METADATA_KEY_DESCRIPTION, "three files"));
        OutputOperationInfo output = new OutputOperationInfo(new Time(1_000), 3, "print", "at Main", 1_002, 1_009, "");
        BatchInfo batch = new BatchInfo(new Time(1_000), Map.of(0, input), 1_000, 1_001, 1_010, Map.of(3, output));
        Noting listener = new Noting();
        listener.onStreamingStarted(new StreamingListener.StreamingListenerStreamingStarted(5));
        listener.onReceiverStarted(new StreamingListener.StreamingListenerReceiverStarted(receiver));
        listener.onReceiverError(new StreamingListener.StreamingListenerReceiverError(receiver));
        listener.onReceiverStopped(new StreamingListener.StreamingListenerReceiverStopped(receiver));
        listener.onBatchSubmitted(new StreamingListener.StreamingListenerBatchSubmitted(batch));
        listener.onBatchStarted(new StreamingListener.StreamingListenerBatchStarted(batch));
        listener.onOutputOperationStarted(new StreamingListener.StreamingListenerOutputOperationStarted(output));
        listener.onOutputOperationCompleted(new StreamingListener.StreamingListenerOutputOperationCompleted(output));
        new StatsReportListener().onBatchCompleted(new StreamingListener.StreamingListenerBatchCompleted(batch));
        assertThat(listener.calls)
                .containsExactly(
                        "started at 5",
                        "receiver lines",
                        "error gone",
                        "stopped, active false",
                        "submitted 12",
                        "waited 1",
                        "output 3",
                        "took 7");
        assertThat(input.inputStreamId()).isZero();
        assertThat(input.metadataDescription()).isEqualTo("three files");
        assertThat(input.metadata()).containsOnlyKeys(StreamInputInfo.METADATA_KEY_DESCRIPTION);
        assertThat(new StreamInputInfo(1, 2).metadataDescription()).isEmpty();
    }
}
