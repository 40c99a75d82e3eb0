package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.plan.CallSite;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StreamingContextTest {
    private static final Duration BATCH = Duration.ofMillis(10);

    private final FakeBackend backend = new FakeBackend();
    private final StreamingContext ctx = context();

    private StreamingContext context() {
        return StreamingContext.builder("test")
                .batchInterval(BATCH)
                .backend(backend)
                .build();
    }

    private DStream<String> lines() {
        return ctx.socketTextStream("localhost", 9999);
    }

    @Test
    void shouldGoThroughItsStatesOnce() {
        lines().print();
        assertThat(ctx.getState()).isEqualTo(StreamingContextState.INITIALIZED);
        ctx.start();
        assertThat(ctx.getState()).isEqualTo(StreamingContextState.ACTIVE);
        ctx.start();
        assertThat(backend.engine().starts).isEqualTo(1);
        ctx.stop(true);
        assertThat(ctx.getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThat(backend.engine().stops).containsExactly("true PT10S");
        assertThatIllegalStateException().isThrownBy(ctx::start).withMessageContaining("already been stopped");
        ctx.close();
        assertThat(backend.engines).hasSize(1);
    }

    @Test
    void shouldBeStoppedByAStopBeforeTheStart() {
        lines().print();
        ctx.stop();
        assertThat(ctx.getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThatIllegalStateException().isThrownBy(ctx::start);
    }

    @Test
    void shouldRefuseToGrowOnceItRuns() {
        DStream<String> lines = lines();
        lines.print();
        ctx.start();
        assertThatIllegalStateException()
                .isThrownBy(() -> lines.map(String::length))
                .withMessageContaining("after it was started is not supported");
        assertThatIllegalStateException().isThrownBy(this::lines);
        assertThatIllegalStateException().isThrownBy(lines::print);
        assertThatIllegalStateException().isThrownBy(() -> lines.name("late"));
        assertThatIllegalStateException().isThrownBy(() -> ctx.remember(BATCH));
        ctx.stop();
        assertThatIllegalStateException().isThrownBy(lines::print).withMessageContaining("after it was stopped");
    }

    @Test
    void shouldRefuseToStartWithoutAnOutput() {
        DStream<Integer> unused = lines().map(String::length);
        assertThat(unused).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(ctx::start)
                .withMessageContaining("no output operations registered in context \"test\"");
        assertThat(ctx.getState()).isEqualTo(StreamingContextState.STOPPED);
    }

    @Test
    void shouldThrowWhatFailed() throws Exception {
        lines().print();
        ctx.start();
        assertThat(ctx.awaitTerminationOrTimeout(0)).isFalse();
        IllegalStateException cause = new IllegalStateException("map at X threw");
        backend.engine().fail(cause);
        assertThat(ctx.getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThatThrownBy(ctx::awaitTermination).isSameAs(cause);
        assertThatThrownBy(() -> ctx.awaitTerminationOrTimeout(1)).isSameAs(cause);
        backend.engine().failure = new IOException("disk");
        assertThatExceptionOfType(StreamingException.class)
                .isThrownBy(ctx::awaitTermination)
                .withMessageContaining("context \"test\" failed: disk")
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void shouldSayWhyItCouldNotStart() {
        lines().print();
        backend.startFails = new IOException("no such disk");
        assertThatExceptionOfType(StreamingException.class)
                .isThrownBy(ctx::start)
                .withMessageContaining("could not be started: no such disk");
        assertThat(ctx.getState()).isEqualTo(StreamingContextState.STOPPED);
    }

    @Test
    void shouldReturnFromWaitingWhenItIsStopped() throws Exception {
        lines().print();
        assertThatIllegalStateException().isThrownBy(ctx::awaitTermination).withMessageContaining("not started");
        ctx.start();
        Thread waiting = new Thread(() -> {
            try {
                ctx.awaitTermination();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        ctx.stop(true, false);
        waiting.join();
        assertThat(ctx.awaitTerminationOrTimeout(1)).isTrue();
    }

    @Test
    void shouldRefuseIntervalsThatCannotBe() {
        HeadraceConf conf = HeadraceConf.ofDefaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamingContext(conf, Duration.ofNanos(999_999)))
                .withMessageContaining("give 1 ms or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamingContext(conf, Duration.ofNanos(1_500_000)))
                .withMessageContaining("1500us")
                .withMessageContaining("whole number of milliseconds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamingContext.builder("x").build())
                .withMessageContaining("no batch interval");
        HeadraceConf other = HeadraceConf.builder().batchInterval(BATCH).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamingContext(other, Duration.ofMillis(20)))
                .withMessageContaining("headrace.batch.interval=10ms: it must be 20ms");
    }

    @Test
    void shouldRefuseWindowsThatAreNoMultiples() {
        DStream<String> lines = lines();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines.window(Duration.ofMillis(25)))
                .withMessage(
                        "window: the window is 25 ms, and the stream has a dataset every 10 ms: give a multiple of that");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines.countByWindow(Duration.ofMillis(20), Duration.ofMillis(5)))
                .withMessageContaining("the slide is 5 ms");
        DStream<String> slow = lines.window(Duration.ofMillis(40), Duration.ofMillis(20));
        assertThat(slow.slideDuration()).hasMillis(20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> slow.window(Duration.ofMillis(30)))
                .withMessageContaining("every 20 ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> slow.union(lines))
                .withMessageContaining("every 20 ms")
                .withMessageContaining("every 10 ms");
        assertThatIllegalArgumentException().isThrownBy(() -> lines.window(Duration.ZERO));
    }

    @Test
    void shouldRefuseStreamsOfAnotherContext() {
        DStream<String> other = context().socketTextStream("localhost", 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines().union(other))
                .withMessageContaining("belongs to another context");
    }

    @Test
    void shouldHandTheProgramToTheBackend() {
        lines().mapToPair(line -> new Tuple2<>(line, 1))
                .reduceByKey(Integer::sum, 3)
                .name("counts")
                .print();
        ctx.remember(Duration.ofSeconds(1));
        ctx.start();
        FakeBackend.FakeEngine engine = backend.engine();
        assertThat(engine.program.batchMillis()).isEqualTo(10);
        assertThat(engine.program.nodes()).hasSize(3);
        assertThat(engine.program.nodes().get(2).operator()).isInstanceOf(Operator.CombineByKey.class);
        assertThat(engine.program.nodes().get(2).site().toString()).contains("StreamingContextTest.java");
        assertThat(engine.program.outputs().get(0).word()).isEqualTo("print");
        assertThat(engine.conf.batchInterval()).isEqualTo(BATCH);
        assertThat(engine.conf.remember()).isEqualTo(Duration.ofSeconds(1));
        assertThat(ctx.explain()).contains("\"test\"", "counts", "3 partitions", "fake engine");
        assertThat(ctx.rejects()).hasSize(1);
        ctx.stop();
    }

    @Test
    void shouldGoOnInItsDirectory(@TempDir Path directory) {
        StreamingContext made = StreamingContext.getOrCreate(directory, () -> {
            StreamingContext fresh = context();
            fresh.socketTextStream("localhost", 9999).print();
            return fresh;
        });
        assertThat(made.getState()).isEqualTo(StreamingContextState.INITIALIZED);
        assertThat(made.conf().directory()).isEqualTo(directory);
        made.start();
        assertThat(backend.engine().conf.directory()).isEqualTo(directory);
        made.close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamingContext.getOrCreate("elsewhere", () -> {
                    StreamingContext fresh = context();
                    fresh.checkpoint(directory);
                    return fresh;
                }))
                .withMessageContaining("elsewhere");
        assertThatExceptionOfType(StreamingException.class)
                .isThrownBy(() -> StreamingContext.getOrCreate(directory, () -> {
                    throw new IOException("factory");
                }))
                .withMessageContaining("the factory");
    }

    @Test
    void shouldRefuseWhatCannotBeToldApartInADirectory(@TempDir Path directory) {
        PairDStream<String, Integer> ones = lines().mapToPair(line -> new Tuple2<>(line, 1));
        ones.reduceByKeyAndWindow(Integer::sum, BATCH).print();
        ones.reduceByKeyAndWindow(Integer::max, BATCH).print();
        ctx.checkpoint(directory);
        assertThatIllegalArgumentException()
                .isThrownBy(ctx::start)
                .withMessageContaining("cannot be told apart after a restart")
                .withMessageContaining(".name(");
    }

    @Test
    void shouldTellListenersWithoutBeingHarmedByThem() {
        lines().print();
        List<String> told = new ArrayList<>();
        ctx.start();
        EngineListener engine = backend.engine().listener;
        assertThat(engine.isListening()).isFalse();
        ctx.addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {
                throw new IllegalStateException("listener");
            }
        });
        ctx.addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {
                BatchInfo info = batchCompleted.batchInfo();
                told.add(info.batchTime() + " " + info.numRecords() + " " + info.schedulingDelay() + " "
                        + info.processingDelay() + " " + info.totalDelay());
            }
        });
        assertThat(engine.isListening()).isTrue();
        engine.batchCompleted(new BatchInfo(new Time(20), Map.of(0, new StreamInputInfo(0, 5)), 21, 23, 30, Map.of()));
        engine.batchCompleted(new BatchInfo(new Time(30), Map.of(), 31, -1, -1, Map.of()));
        ctx.close(); // it waits for the listeners
        assertThat(told).containsExactly("20 ms 5 2 7 9", "30 ms 0 -1 -1 -1");
    }

    @Test
    void shouldPrintOfManyEmptyBatchesASecondNothing() {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        java.io.PrintStream out = new java.io.PrintStream(bytes, true, java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < 100; i++) Printed.batch(out, Duration.ofMillis(10), 10L * i, List.of(), 10);
        assertThat(bytes.size()).isZero();
        Printed.batch(out, Duration.ofMillis(10), 1000, List.of(1), 10);
        Printed.batch(out, Duration.ofSeconds(1), 2000, List.of(), 10);
        assertThat(bytes.toString(java.nio.charset.StandardCharsets.UTF_8).lines())
                .contains("Time: 1000 ms", "Time: 2000 ms")
                .hasSize(9);
    }

    @Test
    void shouldPrintAsSparkDoes() throws Exception {
        List<Integer> rows = List.of(1, 2, 3);
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        java.io.PrintStream out = new java.io.PrintStream(bytes, true, java.nio.charset.StandardCharsets.UTF_8);
        Printed.batch(out, Duration.ofSeconds(1), 1234, rows, 2);
        Printed.batch(out, Duration.ofSeconds(1), 1235, rows, 3);
        String line = "-".repeat(43);
        assertThat(bytes.toString(java.nio.charset.StandardCharsets.UTF_8).lines())
                .containsExactly(
                        line,
                        "Time: 1234 ms",
                        line,
                        "1",
                        "2",
                        "...",
                        "",
                        line,
                        "Time: 1235 ms",
                        line,
                        "1",
                        "2",
                        "3",
                        "");
    }

    @Test
    void shouldGiveBodiesTheBatchsTime() throws Exception {
        List<Object> seen = new ArrayList<>();
        lines().foreachRDD((rdd, time) -> seen.add(time));
        ctx.start();
        Output output = backend.engine().program.outputs().get(0);
        output.body().call(io.headrace.exec.rdd.LocalRdds.of(List.of(List.of("a"))), 70L);
        assertThat(seen).containsExactly(new Time(70));
        ctx.close();
    }

    @Test
    void shouldSayThatThereIsNoEngine() {
        assertThatExceptionOfType(StreamingException.class)
                .isThrownBy(() -> Backends.find(null, new ClassLoader(null) {}))
                .withMessageContaining("no engine is on the class path")
                .withMessageContaining("META-INF/services");
    }

    @Test
    void shouldTakeBatchesOutOfAQueue() throws Exception {
        java.util.Queue<Rdd<Integer>> queue = new java.util.ArrayDeque<>();
        Rdd<Integer> first = io.headrace.exec.rdd.LocalRdds.of(List.of(List.of(1), List.of(2)));
        Rdd<Integer> second = io.headrace.exec.rdd.LocalRdds.of(List.of(List.of(3)));
        queue.add(first);
        queue.add(second);
        QueueBatches<Integer> single = new QueueBatches<>(queue, CallSite.here(), true, null);
        assertThat(single.batchAt(10)).containsExactly(List.of(1), List.of(2));
        queue.add(first);
        assertThat(new QueueBatches<>(queue, CallSite.here(), false, null).batchAt(20))
                .containsExactly(List.of(3), List.of(1), List.of(2));
        assertThat(single.batchAt(30)).isEmpty();
        assertThat(new QueueBatches<>(queue, CallSite.here(), true, second).batchAt(40))
                .containsExactly(List.of(3));
    }
}
