package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.exec.counters.DelayBuckets;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves for others to see: counters and errors; and what it costs when there is nothing to do. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SeenTest {
    /** Ten hundredths of a core: more than that is a thread that does not sleep. */
    private static final int MOST_IDLE_THOUSANDTHS = 100;

    @TempDir
    Path directory;

    private CountersReader counters() throws IOException {
        return CountersReader.open(directory.resolve("counters"));
    }

    private long counted(CounterId id) throws IOException {
        return counters().value(id, 0).orElseThrow();
    }

    private long sum(CounterId id) throws IOException {
        return counters().readings().stream()
                .filter(reading -> reading.id() == id)
                .mapToLong(Reading::value)
                .sum();
    }

    @Test
    void shouldCountBatchesByTheirDelaysAndShowTheLogAndTheMemory() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.directory(directory))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            AtomicLong seen = new AtomicLong();
            numbers.foreachRDD(rdd -> seen.addAndGet(rdd.count()));
            feed.batch(1, 2).batch(3).batch(4, 5);
            test.advance(3);
            assertThat(seen.get()).isEqualTo(5);
        }
        assertThat(counted(CounterId.BATCHES_COMPLETED)).isEqualTo(3);
        assertThat(sum(CounterId.PROCESSING_DELAY_BUCKET)).isEqualTo(3);
        assertThat(sum(CounterId.SCHEDULING_DELAY_BUCKET)).isEqualTo(3);
        long last = counted(CounterId.PROCESSING_DELAY_NANOS);
        assertThat(counters()
                        .value(CounterId.PROCESSING_DELAY_BUCKET, DelayBuckets.of(last))
                        .orElseThrow())
                .isPositive();
        assertThat(counted(CounterId.LOG_SEQUENCE)).isPositive();
        assertThat(counted(CounterId.BATCH_INTERVAL_NANOS)).isEqualTo(1_000_000_000);
        assertThat(counted(CounterId.MEMORY_RESERVED)).isPositive();
        assertThat(counted(CounterId.MEMORY_LIMIT)).isPositive();
        assertThat(counted(CounterId.ERRORS)).isZero();
    }

    @Test
    void shouldShowWhatReceiversWereLostTo() throws Exception {
        int port;
        try (TextServer server = new TextServer()) {
            port = server.port(); // nobody listens there from now on
        }
        try (StreamingContext context = StreamingContext.builder("lost")
                .batchInterval(Durations.milliseconds(20))
                .directory(directory)
                .set("headrace.receiver.restart.delay", "1ms")
                .build()) {
            context.socketTextStream("localhost", port).name("orders").print();
            context.start();
            while (counted(CounterId.ERRORS) < 3)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }
        assertThat(counted(CounterId.RING_SLOTS)).isEqualTo(16);
        List<ErrorsReader.Entry> entries =
                ErrorsReader.read(directory.resolve("errors")).entries();
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).where()).contains("orders");
        assertThat(entries.get(0).what()).contains("socket localhost:" + port);
        assertThat(entries.get(0).count()).isEqualTo(counted(CounterId.ERRORS));
        assertThat(entries.get(0).last()).isAfterOrEqualTo(entries.get(0).first());
    }

    @Test
    void shouldShowWhatTheContextFailedWith() throws Exception {
        try (StreamingContext context = StreamingContext.builder("failing")
                .batchInterval(Durations.milliseconds(5))
                .directory(directory)
                .build()) {
            context.<Integer>batchStream(time -> List.of(List.of(1))).foreachRDD(rdd -> {
                throw new IllegalStateException("the till is empty");
            });
            context.start();
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(30_000)).hasMessageContaining("till");
        }
        List<ErrorsReader.Entry> entries =
                ErrorsReader.read(directory.resolve("errors")).entries();
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).where()).isEqualTo("job");
        assertThat(entries.get(0).what()).contains("the till is empty").contains("foreachRDD");
        assertThat(counted(CounterId.ERRORS)).isOne();
    }

    @Test
    void shouldServeMoreReceiversThanThereAreCores() throws Exception {
        int receivers = Runtime.getRuntime().availableProcessors() + 1;
        AtomicLongArray seen = new AtomicLongArray(receivers);
        try (StreamingContext context = StreamingContext.builder("crowded")
                .batchInterval(Durations.milliseconds(20))
                .build()) {
            List<DStream<Long>> streams = new ArrayList<>();
            for (int i = 0; i < receivers; i++) {
                int stream = i;
                streams.add(context.rateStream(1_000 + i)
                        .name("input " + i)
                        .filter(number -> seen.incrementAndGet(stream) >= 0));
            }
            context.union(streams.get(0), streams.subList(1, receivers)).foreachRDD(rdd -> rdd.count());
            context.start();
            for (int i = 0; i < receivers; i++) {
                while (seen.get(i) < 200)
                    assertThat(context.awaitTerminationOrTimeout(5)).isFalse();
            }
        }
    }

    @Tag("slow")
    @Test
    void shouldLetTheMachineSleepWhenThereIsNothingToDo() throws Exception {
        try (TextServer server = new TextServer()) {
            String said = ForkedProgram.run(IdleCpuProgram.class, String.valueOf(server.port()), "1", "5");
            System.out.println(said);
            String figure = said.lines()
                    .filter(line -> line.startsWith(IdleCpuProgram.FIGURE))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(said));
            assertThat(Integer.parseInt(figure.substring(IdleCpuProgram.FIGURE.length())))
                    .isLessThan(MOST_IDLE_THOUSANDTHS);
        }
    }
}
