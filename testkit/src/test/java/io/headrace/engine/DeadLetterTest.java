package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.DeadLetter;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.StreamingContext;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.ManualClock;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records of explicit batches that throw are set aside too, and shown as people read them. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeadLetterTest {
    record Order(String customer, int price) {}

    private static int inverse(Order order) {
        return 100 / order.price();
    }

    @Test
    void shouldSetRecordsOfExplicitBatchesAsideWithoutADirectory() throws Exception {
        try (StreamTest test =
                StreamTest.every(Durations.seconds(1), settings -> settings.failurePolicy(FailurePolicy.DEAD_LETTER))) {
            BatchFeed<Order> orders = new BatchFeed<>();
            BatchFeed<byte[]> frames = new BatchFeed<>();
            Collected<Integer> inverses = test.collect(test.stream(orders).map(DeadLetterTest::inverse));
            Collected<Integer> lengths = test.collect(test.stream(frames).map(frame -> frame[1] + 0));
            orders.partitions(List.of(
                    List.of(new Order("a", 2)), List.of(new Order("b", 5), new Order("c", 0), new Order("d", 4))));
            frames.batch(new byte[] {1, 2}, new byte[] {(byte) 0xab});
            test.advance(1);
            inverses.assertLast(50, 20, 25);
            lengths.assertLast(2);
            List<DeadLetter> letters = test.context().deadLetters();
            assertThat(letters).extracting(DeadLetter::record).containsExactly("Order[customer=c, price=0]", "ab");
            assertThat(letters.get(0).block()).isEqualTo(1);
            assertThat(letters.get(0).position()).isEqualTo(1);
            assertThat(letters.get(0).error()).contains("by zero");
            assertThat(letters).extracting(DeadLetter::streamId).containsExactly(0, 1);
            assertThat(letters).extracting(DeadLetter::batch).containsOnly("1-1");
        }
    }

    /** One function throws on it: nobody sees it, whether by way of that function or not. */
    @Test
    void shouldShowTheRecordToNobody() throws Exception {
        try (StreamTest test =
                StreamTest.every(Durations.seconds(1), settings -> settings.failurePolicy(FailurePolicy.DEAD_LETTER))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            DStream<Integer> inverses = numbers.map(n -> 100 / n);
            Collected<Integer> raw = test.collect(numbers);
            Collected<Integer> united = test.collect(numbers.union(inverses));
            Collected<Integer> transformed = test.collect(numbers.transform(rdd -> rdd.map(n -> -n)));
            Collected<Integer> later = test.collect(inverses.transform(rdd -> rdd.map(n -> n + 1)));
            feed.partitions(List.of(List.of(5, 0), List.of(0), List.of(10)));
            test.advance(1);
            assertThat(raw.batches()).containsExactly(List.of(5, 10));
            assertThat(united.batches()).containsExactly(List.of(5, 10, 20, 10));
            assertThat(transformed.batches()).containsExactly(List.of(-5, -10));
            assertThat(later.batches()).containsExactly(List.of(21, 11));
            assertThat(test.context().deadLetters())
                    .extracting(DeadLetter::record)
                    .containsExactly("0", "0");
        }
    }

    /** With a directory they lie in blocks, in several where one has no room; the letter shows the same. */
    @Test
    void shouldShowTheDecodedRecordOfABlock(@TempDir Path directory) throws Exception {
        ManualClock clock = new ManualClock();
        List<Integer> given = new ArrayList<>();
        BatchFeed<Order> orders = new BatchFeed<>();
        String longName = "x".repeat(50_000);
        orders.partitions(List.of(
                List.of(new Order(longName, 1), new Order(longName, 2), new Order("c", 0)),
                List.of(new Order("d", 4))));
        try (StreamingContext context = StreamingContext.builder("letters")
                .batchInterval(Durations.seconds(1))
                .directory(directory)
                .set("headrace.block.bytes", String.valueOf(64 << 10))
                .failurePolicy(FailurePolicy.DEAD_LETTER)
                .kryo(KryoRegistry.builder().register(0, Order.class).build())
                .clock(clock)
                .build()) {
            context.batchStream(orders).map(DeadLetterTest::inverse).foreachRDD(rdd -> given.addAll(rdd.collect()));
            context.start();
            clock.advance(Durations.seconds(1));
            while (given.isEmpty())
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            assertThat(given).containsExactly(100, 50, 25);
            assertThat(context.deadLetters())
                    .extracting(DeadLetter::record)
                    .containsExactly("Order[customer=c, price=0]");
            context.stop(true);
        }
        List<ErrorsReader.Entry> errors =
                ErrorsReader.read(directory.resolve("errors")).entries();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).where()).contains("map");
        assertThat(errors.get(0).what()).contains("by zero");
        assertThat(errors.get(0).count()).isEqualTo(1);
    }
}
