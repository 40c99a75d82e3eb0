package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.Rdd;
import io.headrace.StopReport;
import io.headrace.TaskContext;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.sink.BatchId;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that fail once, fail for ever, or do not answer: what is tried again, what is said, and that nothing is lost. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutputTroubleTest {
    private static final Duration SECOND = Durations.seconds(1);

    @TempDir
    Path directory;

    private final RecordingSink sink = new RecordingSink();
    private final BatchFeed<Long> feed = new BatchFeed<>();

    private StreamTest test(String... settings) {
        return StreamTest.every(SECOND, builder -> {
            builder.set("headrace.sink.retry.delay", "1ms");
            for (int i = 0; i < settings.length; i += 2) builder.set(settings[i], settings[i + 1]);
            return builder.directory(directory.resolve("context"));
        });
    }

    private List<ErrorsReader.Entry> errors() throws IOException {
        return ErrorsReader.read(directory.resolve("context/errors")).entries();
    }

    @Test
    void shouldTryAgainAsOftenAsTheSettingsSay() throws Exception {
        feed.batch(1L).batch(2L);
        sink.failures.put("commit", 8);
        try (StreamTest test = test("headrace.sink.retries", "8")) {
            test.stream(feed).sinkTo(sink);
            test.advance();
            assertThat(sink.committed).isEqualTo(Map.of(new BatchId(1, 1), List.of(1L)));
            sink.failures.put("commit", 9);
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("sinkTo at OutputTroubleTest")
                    .hasMessageContaining("batch 1-2")
                    .hasMessageContaining("the recording sink could not be written, in 9 tries within")
                    .hasMessageContaining("commit fails on purpose")
                    .hasMessageContaining("Nothing is lost: make it writable and start the program again");
        }
        try (StreamTest test = test()) {
            test.stream(feed).sinkTo(sink);
            test.context().start();
            while (sink.committed.size() < 2)
                assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
        }
        assertThat(sink.committed).isEqualTo(Map.of(new BatchId(1, 1), List.of(1L), new BatchId(1, 2), List.of(2L)));
    }

    @Test
    void shouldTryAgainToSaveWhatTheDiskDidNotTake() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        Path out = directory.resolve("out");
        feed.partitions(List.of(List.of(1L, 2L), List.of(3L)));
        try (StreamTest test = test()) {
            test.stream(feed).saveAsFiles(out.toString(), "txt", (elements, file) -> {
                file.write(String.valueOf(elements.next()).getBytes(StandardCharsets.UTF_8));
                if (failures.getAndDecrement() > 0) throw new IOException("no space left on device");
            });
            test.advance();
        }
        assertThat(directory.resolve("out-1000.txt/part-00000")).hasContent("1");
        assertThat(directory.resolve("out-1000.txt/part-00001")).hasContent("3");
        assertThat(errors()).hasSize(1);
        assertThat(errors().get(0).where()).contains("saveAsFiles");
        assertThat(errors().get(0).what()).contains("no space left on device");
    }

    @Test
    void shouldSaveABatchFirstThatTheDiskNeverTook() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        feed.batch(1L);
        for (int start = 0; start < 2; start++) {
            boolean isFirst = start == 0;
            try (StreamTest test = test()) {
                test.stream(feed).saveAsFiles(directory.resolve("out").toString(), "", (elements, file) -> {
                    tries.incrementAndGet();
                    if (isFirst) throw new IOException("the disk is gone");
                    file.write('x');
                });
                if (isFirst) {
                    assertThatThrownBy(test::advance)
                            .hasMessageContaining("saveAsFiles could not be written, in 4 tries")
                            .hasMessageContaining("the disk is gone");
                    assertThat(tries).hasValue(4);
                } else {
                    test.context().start();
                    while (Files.notExists(directory.resolve("out-1000/_SUCCESS")))
                        assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
                }
            }
        }
        assertThat(tries).hasValue(5);
    }

    @Test
    void shouldNotTryAgainWhatTheProgramThrowsOnTheWayToTheDisk() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        feed.batch(1L);
        try (StreamTest test = test()) {
            test.stream(feed)
                    .map(n -> {
                        calls.incrementAndGet();
                        if (n == 1) throw new UncheckedIOException(new IOException("of the program"));
                        return n;
                    })
                    .saveAsTextFiles(directory.resolve("out").toString());
            assertThatThrownBy(test::advance).hasMessageContaining("of the program");
        }
        assertThat(calls).hasValue(1);
    }

    /** What a body of foreachRDD sees of a batch. */
    private record Seen(String id, long time, List<Integer> partitions, List<Long> rows) {
        static Seen of(Rdd<Long> rdd, long time) {
            List<Integer> partitions = Collections.synchronizedList(new ArrayList<>());
            rdd.foreachPartition(rows -> partitions.add(TaskContext.partitionId()));
            return new Seen(rdd.batchId(), time, partitions.stream().sorted().toList(), rdd.collect());
        }
    }

    @Test
    void shouldGiveABodyThatThrewTheSameBatchAtTheNextStart() throws Exception {
        List<Seen> seen = new ArrayList<>();
        feed.partitions(List.of(List.of(1L), List.of(2L, 3L), List.of()));
        try (StreamTest test = test()) {
            test.stream(feed).foreachRDD((rdd, time) -> {
                seen.add(Seen.of(rdd, time.milliseconds()));
                throw new IllegalStateException("once"); // not tried again: nobody knows what it did before
            });
            assertThatThrownBy(test::advance).hasMessageContaining("once");
        }
        assertThat(seen).containsExactly(new Seen("1-1", 1_000, List.of(0, 1, 2), List.of(1L, 2L, 3L)));
        try (StreamTest test = test()) {
            test.stream(feed).foreachRDD((rdd, time) -> seen.add(Seen.of(rdd, time.milliseconds())));
            test.context().start();
            while (seen.size() < 2)
                assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
        }
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
    }

    @Test
    void shouldNameASinkThatHangs() throws Exception {
        CountDownLatch isCommitting = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        feed.batch(1L);
        StreamTest test = test("headrace.output.slow.after", "20ms", "headrace.stop.timeout", "100ms");
        sink.onCommit = () -> {
            isCommitting.countDown();
            answers.await(); // never, but for an interrupt
        };
        test.stream(feed).sinkTo(sink);
        test.context().start();
        test.clock().advance(SECOND);
        isCommitting.await();
        while (errors().isEmpty() || busyMillis() == 0)
            assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
        assertThat(errors().get(0).where()).contains("sinkTo", "OutputTroubleTest.java");
        assertThat(errors().get(0).what()).contains("longer than 20 ms", "does not answer");
        test.context().stop(true);
        StopReport report = test.context().stopReport();
        assertThat(report.inTime()).isFalse();
        assertThat(report.isComplete()).isFalse();
        assertThat(report.isKept()).isTrue();
        assertThat(report.outputs()).hasSize(1);
        assertThat(report.outputs().get(0)).contains("the recording sink has had batch 1-1 for");
        assertThat(report.toString()).contains("the recording sink has had batch 1-1");
        test.close();
        sink.onCommit = () -> {};
        try (StreamTest next = test()) {
            next.stream(feed).sinkTo(sink);
            next.context().start();
            while (sink.committed.isEmpty())
                assertThat(next.context().awaitTerminationOrTimeout(1)).isFalse();
        }
        assertThat(sink.committed).isEqualTo(Map.of(new BatchId(1, 1), List.of(1L)));
    }

    @Test
    void shouldNameTheBatchThatHangsThoughOthersPass() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(2);
        try (StreamTest test = test(
                "headrace.output.slow.after",
                "20ms",
                "headrace.batch.concurrent.jobs",
                "3",
                "headrace.stop.timeout",
                "100ms")) {
            test.stream(feed.batch(1L).batch(2L).batch(3L)).foreachRDD((rdd, time) -> {
                if (time.milliseconds() == 1_000) answers.await(); // never, but for an interrupt
                else others.countDown();
            });
            test.context().start();
            test.clock().advance(Durations.seconds(3));
            others.await();
            while (errors().isEmpty() || busyMillis() == 0)
                assertThat(test.context().awaitTerminationOrTimeout(1)).isFalse();
            assertThat(errors().get(0).where()).contains("foreachRDD of #0 at OutputTroubleTest");
            test.context().stop(true);
            assertThat(test.context().stopReport().outputs()).hasSize(1);
            assertThat(test.context().stopReport().outputs().get(0)).contains("has had batch 1-1 for");
        }
    }

    private long busyMillis() throws IOException {
        return CountersReader.open(directory.resolve("context/counters"))
                .value(CounterId.OUTPUT_BUSY_MILLIS, 0)
                .orElse(0);
    }
}
