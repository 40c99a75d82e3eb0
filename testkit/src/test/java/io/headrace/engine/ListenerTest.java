package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.BatchInfo;
import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.OutputOperationInfo;
import io.headrace.ReceiverInfo;
import io.headrace.StatsReportListener;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingListener;
import io.headrace.Time;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ListenerTest {
    /** Keeps what it is told, in words and as it is. */
    private static final class Recording implements StreamingListener {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<BatchInfo> completed = new CopyOnWriteArrayList<>();
        final List<OutputOperationInfo> outputs = new CopyOnWriteArrayList<>();
        final BlockingQueue<ReceiverInfo> errors = new LinkedBlockingQueue<>();
        final BlockingQueue<ReceiverInfo> started = new LinkedBlockingQueue<>();
        final BlockingQueue<ReceiverInfo> stopped = new LinkedBlockingQueue<>();

        @Override
        public void onStreamingStarted(StreamingListenerStreamingStarted event) {
            events.add("started at " + event.time());
        }

        @Override
        public void onReceiverStarted(StreamingListenerReceiverStarted event) {
            started.add(event.receiverInfo());
        }

        @Override
        public void onReceiverError(StreamingListenerReceiverError event) {
            errors.add(event.receiverInfo());
        }

        @Override
        public void onReceiverStopped(StreamingListenerReceiverStopped event) {
            stopped.add(event.receiverInfo());
        }

        @Override
        public void onBatchSubmitted(StreamingListenerBatchSubmitted event) {
            BatchInfo info = event.batchInfo();
            events.add("submitted " + info.batchTime() + " " + info.numRecords() + " " + info.schedulingDelay() + " "
                    + info.processingDelay() + " " + info.totalDelay());
        }

        @Override
        public void onBatchStarted(StreamingListenerBatchStarted event) {
            BatchInfo info = event.batchInfo();
            events.add("started " + info.batchTime() + " " + info.schedulingDelay() + " " + info.processingDelay());
        }

        @Override
        public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            events.add("completed " + event.batchInfo().batchTime());
            completed.add(event.batchInfo());
        }

        @Override
        public void onOutputOperationStarted(StreamingListenerOutputOperationStarted event) {
            events.add("output " + event.outputOperationInfo().id());
            assertThat(event.outputOperationInfo().endTime()).isEqualTo(-1);
        }

        @Override
        public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted event) {
            events.add("output " + event.outputOperationInfo().id() + " done");
            outputs.add(event.outputOperationInfo());
        }
    }

    @Test
    void shouldTellOfEachBatchInOrder() throws Exception {
        Recording listener = new Recording();
        try (StreamTest test = StreamTest.every(Durations.milliseconds(100))) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = test.stream(feed);
            words.foreachRDD(rdd -> {});
            words.count().foreachRDD(rdd -> {});
            test.context().addStreamingListener(listener);
            feed.batch("a", "b");
            test.advance();
            test.context().stop();
        }
        assertThat(listener.events)
                .containsExactly(
                        "started at 0",
                        "submitted 100 ms 2 -1 -1 -1",
                        "started 100 ms 0 -1",
                        "output 0",
                        "output 0 done",
                        "output 1",
                        "output 1 done",
                        "completed 100 ms");
        BatchInfo batch = listener.completed.get(0);
        assertThat(batch.batchTime()).isEqualTo(new Time(100));
        assertThat(batch.submissionTime()).isEqualTo(100);
        assertThat(batch.processingStartTime()).isEqualTo(100);
        assertThat(batch.processingEndTime()).isEqualTo(100);
        assertThat(batch.totalDelay()).isZero();
        assertThat(batch.streamIdToInputInfo().get(0).numRecords()).isEqualTo(2);
        assertThat(batch.outputOperationInfos()).containsOnlyKeys(0, 1);
        OutputOperationInfo output = listener.outputs.get(1);
        assertThat(output.id()).isEqualTo(1);
        assertThat(output.name()).startsWith("foreachRDD at ListenerTest");
        assertThat(output.description()).contains("ListenerTest");
        assertThat(output.batchTime()).isEqualTo(new Time(100));
        assertThat(output.startTime()).isEqualTo(100);
        assertThat(output.duration()).isZero();
        assertThat(output.failureReason()).isEmpty();
    }

    @Test
    void shouldSayWhyAnOutputFailed() {
        Recording listener = new Recording();
        try (StreamTest test = StreamTest.every(Durations.milliseconds(100))) {
            test.stream(new BatchFeed<String>()).foreachRDD(rdd -> {
                throw new IllegalStateException("no disk");
            });
            test.context().addStreamingListener(listener);
            assertThatThrownBy(test::advance).hasMessageContaining("no disk");
        }
        assertThat(listener.outputs)
                .singleElement()
                .satisfies(output -> assertThat(output.failureReason()).contains("no disk"));
        assertThat(listener.completed).isEmpty();
    }

    /** Reports, starts again, stops: as the test says. */
    private static final class Told extends Receiver<String> {
        private static final long serialVersionUID = 1;
        private static final BlockingQueue<String> ORDERS = new LinkedBlockingQueue<>();
        private transient Thread thread;

        Told() {
            super(StorageLevel.MEMORY_AND_DISK_SER);
        }

        @Override
        public void onStart() {
            thread = new Thread(() -> {
                try {
                    String order = ORDERS.take();
                    if (order.equals("report")) reportError("odd", new IllegalStateException("message 7"));
                    if (order.equals("report")) order = ORDERS.take();
                    if (order.equals("restart")) restart("lost", new IllegalStateException("why"), 1);
                    else stop("enough");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void onStop() {
            if (thread != Thread.currentThread()) thread.interrupt();
        }
    }

    private static ReceiverInfo next(BlockingQueue<ReceiverInfo> infos) throws InterruptedException {
        ReceiverInfo info = infos.poll(20, TimeUnit.SECONDS);
        if (info == null) throw new AssertionError("nobody was told");
        return info;
    }

    @Test
    void shouldTellOfReceivers() throws Exception {
        Recording listener = new Recording();
        Told.ORDERS.clear();
        try (StreamingContext context = StreamingContext.builder("receivers")
                .batchInterval(Durations.milliseconds(10))
                .build()) {
            context.addStreamingListener(listener);
            context.receiverStream(new Told()).print();
            context.start();
            ReceiverInfo info = next(listener.started);
            assertThat(info.streamId()).isZero();
            assertThat(info.name()).contains("receiverStream");
            assertThat(info.active()).isTrue();
            assertThat(info.location()).isEqualTo("receiver 0");
            assertThat(info.executorId()).isEqualTo("driver");
            assertThat(info.lastErrorMessage()).isEmpty();
            assertThat(info.lastError()).isEmpty();
            assertThat(info.lastErrorTime()).isEqualTo(-1);

            Told.ORDERS.add("report");
            ReceiverInfo reported = next(listener.errors);
            assertThat(reported.active()).isTrue();
            assertThat(reported.lastErrorMessage()).isEqualTo("odd");
            assertThat(reported.lastError()).contains("message 7");
            assertThat(reported.lastErrorTime()).isPositive();

            Told.ORDERS.add("restart");
            ReceiverInfo lost = next(listener.errors);
            assertThat(lost.lastErrorMessage()).isEqualTo("lost");
            assertThat(lost.lastError()).contains("why");
            ReceiverInfo gone = next(listener.stopped);
            assertThat(gone.active()).isFalse();
            assertThat(gone.lastErrorMessage()).isEqualTo("lost");
            assertThat(next(listener.started).active()).isTrue();

            Told.ORDERS.add("stop");
            ReceiverInfo stopped = next(listener.stopped);
            assertThat(stopped.active()).isFalse();
            assertThat(stopped.lastErrorMessage()).isEqualTo("enough");
            assertThat(listener.started).isEmpty();
            assertThat(listener.stopped).isEmpty();
        }
    }

    @Test
    void shouldTellThatReceiversStopWithTheirContext() throws Exception {
        Recording listener = new Recording();
        try (StreamingContext context = StreamingContext.builder("receivers")
                .batchInterval(Durations.milliseconds(10))
                .build()) {
            context.addStreamingListener(listener);
            context.rateStream(1_000).foreachRDD(rdd -> {});
            context.start();
            assertThat(next(listener.started).active()).isTrue();
            context.stop(true);
        }
        ReceiverInfo stopped = next(listener.stopped);
        assertThat(stopped.active()).isFalse();
        assertThat(stopped.lastErrorMessage()).isEmpty();
        assertThat(listener.stopped).isEmpty();
    }

    @Test
    void shouldNotBeHeldByAListenerThatIsSlow() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (StreamingContext context = StreamingContext.builder("slow")
                .batchInterval(Durations.milliseconds(1))
                .build()) {
            context.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted event) {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
            CountDownLatch batches = new CountDownLatch(50);
            context.rateStream(1_000).foreachRDD(rdd -> batches.countDown());
            context.start();

            assertThat(batches.await(20, TimeUnit.SECONDS)).isTrue();
            release.countDown();
        }
    }

    @Test
    void shouldNotBeHarmedByAListenerThatThrows() throws Exception {
        Recording listener = new Recording();
        try (StreamTest test = StreamTest.every(Durations.milliseconds(100))) {
            test.context().addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchStarted(StreamingListenerBatchStarted event) {
                    throw new AssertionError("a listener that throws");
                }
            });
            test.context().addStreamingListener(listener);
            test.context().addStreamingListener(new StatsReportListener(3));
            test.stream(new BatchFeed<String>()).foreachRDD(rdd -> {});
            test.advance(5);
            test.context().stop();
        }
        assertThat(listener.completed).hasSize(5);
    }

    @Test
    void shouldTellOfFallingBehindAndOfATunedBlockInterval() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        BlockingQueue<StreamingListener.StreamingListenerFallingBehind> behind = new LinkedBlockingQueue<>();
        BlockingQueue<StreamingListener.StreamingListenerBlockIntervalChanged> changes = new LinkedBlockingQueue<>();
        try (StreamingContext context = StreamingContext.builder("told")
                .batchInterval(Durations.milliseconds(10))
                .set("headrace.behind.after", "1ms")
                .build()) {
            context.addStreamingListener(new StreamingListener() {
                @Override
                public void onFallingBehind(StreamingListenerFallingBehind event) {
                    behind.add(event);
                }

                @Override
                public void onBlockIntervalChanged(StreamingListenerBlockIntervalChanged event) {
                    changes.add(event);
                }
            });
            context.polledStream("numbers", new Numbers(), Codecs.LONG)
                    .foreachRDD(rdd -> never.await(20, TimeUnit.MILLISECONDS));
            context.start();
            StreamingListener.StreamingListenerFallingBehind late = behind.poll(30, TimeUnit.SECONDS);
            assertThat(late).isNotNull();
            assertThat(late.schedulingDelay()).isPositive();
            assertThat(late.processingDelay()).isPositive();
            assertThat(late.time()).isPositive();
            assertThat(late.batchesWaiting()).isNotNegative();
            // Without data there is nothing to share out: one block a batch.
            StreamingListener.StreamingListenerBlockIntervalChanged change = changes.poll(30, TimeUnit.SECONDS);
            assertThat(change).isNotNull();
            assertThat(change.after()).isEqualTo(Durations.milliseconds(10)).isGreaterThan(change.before());
            assertThat(change.time()).isPositive();
            assertThat(change.reason()).contains("worth").contains("1 receivers");
            context.stop(false);
        }
    }
}
