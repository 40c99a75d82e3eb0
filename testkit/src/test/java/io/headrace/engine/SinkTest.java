package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.SinkAheadException;
import io.headrace.StreamingContext;
import io.headrace.StreamingException;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.sink.BatchId;
import io.headrace.sink.FileSink;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exactly-once sinks: which batches they get, in which order, how often a failure is tried again, and when they are refused. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SinkTest {
    private static final Duration SECOND = Durations.seconds(1);

    @TempDir
    Path directory;

    private final RecordingSink sink = new RecordingSink();
    private final BatchFeed<Long> feed = new BatchFeed<>();

    private StreamTest test(String... settings) {
        return StreamTest.every(SECOND, builder -> {
            for (int i = 0; i < settings.length; i += 2) builder.set(settings[i], settings[i + 1]);
            return builder.directory(directory.resolve("context"));
        });
    }

    private StreamTest program(String... settings) {
        StreamTest test = test(settings);
        test.stream(feed).map(n -> n * 10).sinkTo(sink);
        return test;
    }

    @Test
    void shouldGiveEachBatchToTheSinkPartitionByPartition() throws Exception {
        feed.partitions(List.of(List.of(1L, 2L), List.of(3L))).empty().batch(4L);
        try (StreamTest test = program("headrace.workers", "2")) {
            test.advance(3);
        }
        assertThat(sink.committed)
                .isEqualTo(Map.of(
                        new BatchId(1, 1), List.of(10L, 20L, 30L),
                        new BatchId(1, 2), List.of(),
                        new BatchId(1, 3), List.of(40L)));
        assertThat(sink.last).isEqualTo(new SinkBatch(new BatchId(1, 3), 3_000));
        assertThat(sink.calls).startsWith("open", "lastCommitted", "begin 1-1").endsWith("close");
        SinkContext opened = Objects.requireNonNull(sink.opened);
        assertThat(opened.contextName()).isEqualTo("test");
        assertThat(opened.output()).contains("sinkTo").contains("SinkTest.program");
        assertThat(opened.survivesPowerCut()).isFalse(); // a log that is synced by nobody does not either
    }

    @Test
    void shouldNotWriteAgainWhatTheSinkHas() throws Exception {
        // The sink has the batch, and another output fails behind it: the batch runs again at the next start.
        AtomicInteger failures = new AtomicInteger(1);
        List<Long> atLeastOnce = new ArrayList<>();
        feed.batch(1L).batch(2L).batch(3L);
        for (int start = 1; start <= 2; start++) {
            try (StreamTest test = test()) {
                test.stream(feed).sinkTo(sink);
                test.stream(feed).name("second").foreachRDD(rdd -> {
                    if (rdd.batchId().equals("1-2") && failures.getAndDecrement() > 0)
                        throw new IllegalStateException("on purpose");
                    atLeastOnce.addAll(rdd.collect());
                });
                if (start == 1) {
                    assertThatThrownBy(() -> test.advance(2)).hasMessageContaining("on purpose");
                    assertThat(sink.committed).containsOnlyKeys(new BatchId(1, 1), new BatchId(1, 2));
                } else {
                    test.clock().set(java.time.Instant.ofEpochSecond(2));
                    test.context().start();
                    while (atLeastOnce.size() < 2)
                        assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
                    test.clock().advance(SECOND);
                    while (sink.committed.size() < 3)
                        assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
                }
            }
        }
        assertThat(sink.calls)
                .filteredOn(call -> call.startsWith("commit"))
                .containsExactly("commit 1-1", "commit 1-2", "commit 2-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "write", "commit", "answer"})
    void shouldTryAgainThreeTimesAndNoMore(String failing) throws Exception {
        feed.batch(1L).batch(2L);
        try (StreamTest test = program()) {
            test.advance();
            sink.failures.put(failing, failing.equals("answer") ? 1 : 3);
            test.advance();
        }
        assertThat(sink.committed).isEqualTo(Map.of(new BatchId(1, 1), List.of(10L), new BatchId(1, 2), List.of(20L)));
        if (!failing.equals("answer"))
            assertThat(sink.calls).filteredOn(call -> call.equals("abort")).hasSize(3);
        else assertThat(sink.calls).filteredOn(call -> call.equals("begin 1-2")).hasSize(1);
        List<ErrorsReader.Entry> errors =
                ErrorsReader.read(directory.resolve("context/errors")).entries();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).where()).contains("sinkTo").contains("SinkTest.program");
        assertThat(errors.get(0).what()).contains(failing);
        assertThat(errors.get(0).count()).isEqualTo(failing.equals("answer") ? 1 : 3);
    }

    @Test
    void shouldFailTheContextWhenTheSinkStaysAway() throws Exception {
        feed.batch(1L);
        sink.failures.put("commit", 4);
        try (StreamTest test = program()) {
            assertThatThrownBy(test::advance)
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("sinkTo at SinkTest")
                    .hasMessageContaining("the recording sink could not be written, in 4 tries")
                    .hasMessageContaining("runs first when the program is started again");
        }
        assertThat(sink.committed).isEmpty();
        try (StreamTest test = program()) {
            test.context().start();
            while (sink.committed.isEmpty())
                assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
        }
        assertThat(sink.committed).isEqualTo(Map.of(new BatchId(1, 1), List.of(10L)));
    }

    @Test
    void shouldNotTryAgainWhatTheUsersCodeThrows() throws Exception {
        feed.batch(1L);
        AtomicInteger calls = new AtomicInteger();
        try (StreamTest test = test()) {
            test.stream(feed)
                    .map(n -> {
                        calls.incrementAndGet();
                        if (n == 1L) throw new IllegalArgumentException("a one");
                        return n;
                    })
                    .sinkTo(sink);
            assertThatThrownBy(test::advance).hasMessageContaining("a one");
        }
        assertThat(calls).hasValue(1);
        assertThat(sink.calls).contains("abort").doesNotContain("commit 1-1");
    }

    @Test
    void shouldRefuseWhatCannotBeExactlyOnce() {
        try (StreamTest test = StreamTest.every(SECOND)) {
            test.stream(feed).sinkTo(sink);
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("sinkTo")
                    .hasMessageContaining("SinkTest.java")
                    .hasMessageContaining("set headrace.directory");
        }
        try (StreamTest test = program("headrace.log.durability", "OFF")) {
            assertThatThrownBy(test::advance).hasMessageContaining("headrace.log.durability is OFF");
        }
        try (StreamTest test = program()) {
            test.stream(feed).name("again").sinkTo(sink);
            assertThatThrownBy(test::advance).hasMessageContaining("make a second one");
        }
        assertThat(sink.calls).isEmpty();
    }

    @Test
    void shouldSayWhichSinkDoesNotOpen() {
        sink.failures.put("open", 1);
        try (StreamTest test = program()) {
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("sinkTo of #1 at SinkTest")
                    .hasMessageContaining("the recording sink could not be opened: open fails on purpose");
        }
        assertThat(sink.calls).containsExactly("open", "close");
    }

    /** A log that lost what came after its second batch, as a power cut does at PROCESS; the sink has four. */
    private void loseThePower() throws Exception {
        feed.batch(1L).batch(2L).batch(3L).batch(4L).batch(5L).batch(6L);
        Path copy = directory.resolve("copy");
        try (StreamTest test = program()) {
            test.advance(2);
        }
        Trees.copy(directory.resolve("context"), copy);
        try (StreamTest test = program()) {
            test.clock().set(java.time.Instant.ofEpochSecond(2));
            test.context().start();
            for (int batch = 3; batch <= 4; batch++) {
                test.clock().advance(SECOND);
                while (sink.committed.size() < batch)
                    assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
            }
        }
        Trees.delete(directory.resolve("context"));
        Trees.copy(copy, directory.resolve("context"));
        try (StreamTest test = test()) { // the incarnation is forced to the disk at each start: the lost one counts
            test.stream(feed).foreachRDD(rdd -> {});
            test.context().start();
        }
        assertThat(sink.last).isEqualTo(new SinkBatch(new BatchId(2, 4), 4_000));
    }

    @Test
    void shouldNotStartWhenTheSinkIsAheadOfTheLog() throws Exception {
        loseThePower();
        try (StreamTest test = program()) {
            assertThatThrownBy(test::advance)
                    .isInstanceOf(SinkAheadException.class)
                    .hasMessageContaining("holds batch 2-4 of 4000 ms")
                    .hasMessageContaining("the log ends with batch number 2")
                    .hasMessageContaining("headrace.sink.ahead=SKIP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SKIP", "REPEAT"})
    void shouldGoOnAsToldWhenTheSinkIsAheadOfTheLog(String policy) throws Exception {
        loseThePower();
        try (StreamTest test = program("headrace.sink.ahead", policy)) {
            test.clock().set(java.time.Instant.ofEpochSecond(6));
            test.context().start();
            while (sink.last == null || sink.last.timeMillis() < 6_000)
                assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
        }
        Map<Long, Integer> times = new TreeMap<>();
        sink.committed.values().forEach(batch -> batch.forEach(n -> times.merge(n, 1, Integer::sum)));
        int lost = policy.equals("SKIP") ? 1 : 2;
        assertThat(times).isEqualTo(new TreeMap<>(Map.of(10L, 1, 20L, 1, 30L, lost, 40L, lost, 50L, 1, 60L, 1)));
    }

    @Test
    void shouldRefuseASinkOfAnotherDirectory() {
        sink.last = new SinkBatch(new BatchId(7, 3), 1_000);
        for (String policy : List.of("FAIL", "SKIP", "REPEAT")) {
            try (StreamTest test = program("headrace.sink.ahead", policy)) {
                assertThatThrownBy(test::advance)
                        .isInstanceOf(SinkAheadException.class)
                        .hasMessageContaining("which no start before this one can have written");
            }
        }
    }

    @Test
    void shouldCommitInOrderWhateverRunsAtOnce() throws Exception {
        int batches = 60;
        Map<Long, List<Long>> slow = new HashMap<>();
        try (StreamingContext context = StreamingContext.builder("at once")
                .batchInterval(Durations.milliseconds(2))
                .directory(directory.resolve("context"))
                .durability(Durability.PROCESS)
                .set("headrace.batch.concurrent.jobs", "4")
                .build()) {
            context.<Long>batchStream(time -> List.of(List.of(time))).foreachRDD((rdd, time) -> {
                if (time.milliseconds() / 2 % 3 == 0) TimeUnit.MILLISECONDS.sleep(3); // others overtake it
                synchronized (slow) {
                    slow.put(time.milliseconds(), rdd.collect());
                }
            });
            context.<Long>batchStream(time -> List.of(List.of(time)))
                    .name("sink")
                    .sinkTo(sink);
            context.start();
            while (sink.committed.size() < batches)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            context.stop(true);
        }
        List<BatchId> ids = new ArrayList<>(sink.committed.keySet());
        for (int i = 0; i < ids.size(); i++) assertThat(ids.get(i)).isEqualTo(new BatchId(1, i + 1));
        assertThat(sink.calls.stream().filter(call -> call.startsWith("commit")).toList())
                .isEqualTo(ids.stream().map(id -> "commit " + id).toList());
    }

    @Test
    void shouldLetGoOfASinkThatDoesNotAnswerWhenTheContextStops() throws Exception {
        feed.batch(1L);
        sink.failures.put("commit", Integer.MAX_VALUE);
        StreamTest test = program();
        test.context().start();
        test.clock().advance(SECOND);
        while (!sink.calls.contains("abort")) Thread.onSpinWait();
        test.close();
        assertThat(test.context().awaitTerminationOrTimeout(0)).isTrue(); // and throws nothing
        assertThat(sink.committed).isEmpty();
    }

    @Test
    void shouldWriteFiles() throws Exception {
        feed.partitions(List.of(List.of(1L, 2L), List.of(3L))).batch(4L);
        Path out = directory.resolve("out");
        for (int start = 0; start < 2; start++) {
            try (StreamTest test = test()) {
                test.stream(feed).sinkTo(FileSink.lines(out));
                if (start == 0) test.advance(2);
                else test.context().start();
            }
        }
        assertThat(FileSink.batches(out)).hasSize(2);
        assertThat(out.resolve("batch-000001-000000000001/part-00000")).hasContent("1\n2\n");
        assertThat(out.resolve("batch-000001-000000000001/part-00001")).hasContent("3\n");
        assertThat(out.resolve("batch-000001-000000000002/part-00000")).hasContent("4\n");
    }
}
