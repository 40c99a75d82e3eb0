package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.log.LogRetention;
import io.headrace.log.LogSink;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.sink.BatchId;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import io.headrace.wal.disk.DirectoryInUseException;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that one program writes and another reads: what is in it, in which order, what is kept of it, and what is refused. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LogSinkTest {
    private static final long ROLL = 512 << 10;

    @TempDir
    Path directory;

    private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());

    private Path out() {
        return directory.resolve("out");
    }

    private static SinkContext place(boolean survivesPowerCut) {
        return new SinkContext("test", "output 0", survivesPowerCut);
    }

    private static SinkBatch batch(long sequence) {
        return new SinkBatch(new BatchId(1, sequence), 1_000 * sequence);
    }

    private <T> LogSink<T> open(Codec<T> codec) throws IOException {
        LogSink<T> sink = LogSink.of(out(), codec).rollBytes(ROLL);
        sink.open(place(false));
        return sink;
    }

    private static <T> void give(LogSink<T> sink, long sequence, List<T> rows) throws IOException {
        sink.begin(batch(sequence));
        sink.write(0, rows.iterator());
        sink.commit();
    }

    private StreamingContext reader(String context, String name, Codec<?> codec) {
        StreamingContext made = StreamingContext.builder(name)
                .batchInterval(Durations.milliseconds(5))
                .directory(directory.resolve(context))
                .set("headrace.block.bytes", "65536")
                .set("headrace.receiver.restart.delay", "5ms")
                .build();
        made.logStream(out(), name, codec).foreachRDD(rdd -> seen.addAll(rdd.collect()));
        return made;
    }

    private void read(int upTo, Codec<?> codec) throws InterruptedException {
        try (StreamingContext context = reader("reader", "reader", codec)) {
            context.start();
            while (seen.size() < upTo)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            context.stop(true);
        }
    }

    private VerifyReport verified() throws IOException {
        return LogVerifier.verify(out().resolve("log"));
    }

    @Test
    void shouldGiveAnotherProgramEachRowOnceInTheOrderOfItsPartitions() throws Exception {
        List<Object> expected = new ArrayList<>();
        for (int start = 0; start < 3; start++) {
            BatchFeed<String> feed = new BatchFeed<>();
            List<List<String>> partitions = new ArrayList<>();
            for (int p = 0; p < 3; p++) {
                String name = start + "." + p + ".";
                partitions.add(
                        IntStream.range(0, 5_000 * p).mapToObj(i -> name + i).toList());
            }
            partitions.forEach(expected::addAll);
            expected.add("last " + start);
            feed.partitions(partitions).empty().batch("last " + start);
            try (StreamTest test = StreamTest.every(
                    Durations.seconds(1),
                    builder -> builder.workers(3)
                            .set("headrace.batch.catchup.ticks", "0")
                            .directory(directory.resolve("writer")))) {
                test.clock().set(java.time.Instant.ofEpochSecond(3L * start));
                test.context()
                        .<String>batchStream(time -> feed.batchAt(time))
                        .sinkTo(LogSink.of(out(), Codecs.TEXT).rollBytes(ROLL));
                test.advance(3);
            }
            read(expected.size(), Codecs.TEXT);
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(verified().status()).isEqualTo(VerifyReport.Status.SOUND);
    }

    @Test
    void shouldReadWhileTheOtherWrites() throws Exception {
        try (StreamingContext context = reader("reader", "reader", Codecs.LONG)) {
            context.start(); // there is no log yet
            assertThat(out()).doesNotExist();
            try (LogSink<Long> sink = open(Codecs.LONG)) {
                for (long n = 0; n < 300; n++) {
                    give(sink, n + 1, List.of(n));
                    while (n % 100 == 50 && seen.size() < n)
                        assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
                }
            }
            while (seen.size() < 300)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
        }
        assertThat(seen).isEqualTo(LongStream.range(0, 300).boxed().toList());
    }

    @Test
    void shouldPassOverWhatWasNotCommitted() throws Exception {
        try (LogSink<String> sink = open(Codecs.TEXT)) {
            assertThat(sink.lastCommitted()).isNull();
            sink.begin(batch(1));
            sink.write(0, List.of("aborted").iterator());
            sink.abort();
            give(sink, 1, List.of("a"));
            sink.begin(batch(2));
            sink.write(1, List.of("of a program that died").iterator());
        }
        try (LogSink<String> sink = open(Codecs.TEXT)) {
            assertThat(sink.lastCommitted()).isEqualTo(batch(1));
            give(sink, 2, List.of());
            assertThat(sink.lastCommitted()).isEqualTo(batch(1)); // one without rows is forgotten
            sink.begin(batch(3));
            sink.write(1, List.of("c").iterator());
            sink.write(0, List.of("b").iterator());
            sink.commit();
            assertThat(sink.lastCommitted()).isEqualTo(batch(3));
        }
        read(3, Codecs.TEXT);
        assertThat(seen).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "damaged", "old"})
    void shouldFindTheLastBatchWhateverTheFileOfTheEndSays(String how) throws Exception {
        Path end = out().resolve("end");
        try (LogSink<String> sink = open(Codecs.TEXT)) {
            give(sink, 1, List.of("a"));
            Files.copy(end, directory.resolve("old"));
            give(sink, 2, List.of("b"));
        }
        if (how.equals("gone")) Files.delete(end);
        else Files.write(end, how.equals("old") ? Files.readAllBytes(directory.resolve("old")) : new byte[48]);
        try (LogSink<String> sink = open(Codecs.TEXT)) {
            assertThat(sink.lastCommitted()).isEqualTo(batch(2));
        }
        read(2, Codecs.TEXT);
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void shouldTakeRowsOfAnyLengthThatARecordOfTheLogHas() throws Exception {
        List<String> rows = List.of("x".repeat(100_000), "short", "y".repeat(100_000));
        try (LogSink<String> sink = open(Codecs.TEXT)) {
            give(sink, 1, rows);
            sink.begin(batch(2));
            assertThatThrownBy(() -> sink.write(3, List.of("z".repeat(200_000)).iterator()))
                    .hasMessageContaining("a row of partition 3 of batch 1-2")
                    .hasMessageContaining("rollBytes(…) larger");
            sink.abort();
            give(sink, 2, List.of("after"));
        }
        try (StreamingContext context = StreamingContext.builder("reader")
                .batchInterval(Durations.milliseconds(5))
                .directory(directory.resolve("reader"))
                .set("headrace.block.bytes", "262144")
                .build()) {
            context.logStream(out(), "reader", Codecs.TEXT).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            while (seen.size() < 4)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
        }
        assertThat(seen).startsWith(rows.toArray()).endsWith("after");
    }

    private List<Long> fill(LogSink<Long> sink, long first, int batches) throws IOException {
        List<Long> all = new ArrayList<>();
        for (long sequence = first; sequence < first + batches; sequence++) {
            long from = sequence * 2_000;
            List<Long> rows = LongStream.range(from, from + 2_000).boxed().toList();
            give(sink, sequence, rows);
            all.addAll(rows);
        }
        return all;
    }

    private int rolls() throws IOException {
        return LogFiles.list(out().resolve("log")).rolls().size();
    }

    @Test
    void shouldKeepWhatItsReadersHaveNotRead() throws Exception {
        try (LogSink<Long> sink = open(Codecs.LONG)) {
            List<Long> expected = fill(sink, 1, 100);
            assertThat(rolls()).isGreaterThan(4); // nobody has read anything
            read(expected.size(), Codecs.LONG);
            assertThat(seen).isEqualTo(expected);
            int before = rolls();
            expected.addAll(fill(sink, 101, 40)); // another file
            assertThat(rolls()).isLessThan(before);
            read(expected.size(), Codecs.LONG);
            assertThat(seen).isEqualTo(expected);
            // One more reader, that began and does not come back, holds the log.
            try (StreamingContext late = reader("late", "late", Codecs.LONG)) {
                late.start();
                while (Files.notExists(out().resolve("readers/late/place")))
                    assertThat(late.awaitTerminationOrTimeout(1)).isFalse();
                late.stop(false);
            }
            before = rolls();
            fill(sink, 141, 60);
            assertThat(rolls()).isGreaterThan(before);
        }
        assertThat(verified().status()).isEqualTo(VerifyReport.Status.SOUND);
    }

    @Test
    void shouldRefuseAReaderThatIsFurtherBehindThanTheLogIsKept() throws Exception {
        try (LogSink<Long> sink = LogSink.of(out(), Codecs.LONG).rollBytes(ROLL).keep(LogRetention.lastBytes(ROLL))) {
            sink.open(place(false));
            List<Long> expected = fill(sink, 1, 5);
            read(expected.size(), Codecs.LONG);
            fill(sink, 6, 200);
            assertThat(rolls()).isBetween(2, 3);
            try (StreamingContext context = reader("reader", "reader", Codecs.LONG)) {
                context.start();
                assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                        .hasMessageContaining("what lies between was trimmed unread");
            }
            // A reader that begins anew begins with the first batch that is there as a whole.
            seen.clear();
            try (StreamingContext context = reader("new", "new", Codecs.LONG)) {
                context.start();
                while (!seen.contains(205 * 2_000L + 1_999))
                    assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            }
            assertThat((long) seen.get(0) % 2_000).isZero();
            assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThan(2_000);
        }
    }

    @Test
    void shouldNameAReaderThatIsAheadOfTheLog() throws Exception {
        Path copy = directory.resolve("copy");
        try (LogSink<Long> sink = open(Codecs.LONG)) {
            give(sink, 1, List.of(1L));
        }
        Trees.copy(out().resolve("log"), copy);
        try (LogSink<Long> sink = open(Codecs.LONG)) {
            give(sink, 2, List.of(2L));
        }
        read(2, Codecs.LONG);
        Trees.delete(
                out().resolve("log")); // the power is cut at PROCESS, and the second batch had not reached the disk
        Trees.copy(copy, out().resolve("log"));
        try (LogSink<Long> sink = open(Codecs.LONG)) {
            assertThat(sink.lastCommitted()).isEqualTo(batch(1));
        }
        try (StreamingContext context = reader("reader", "reader", Codecs.LONG)) {
            context.start();
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                    .hasMessageContaining("it lost what came later in a power cut")
                    .hasMessageContaining("Durability BATCH");
        }
    }

    @Test
    void shouldRefuseWhatIsNotItsOwn() throws Exception {
        try (LogSink<Long> sink = open(Codecs.LONG)) {
            give(sink, 1, List.of(1L));
            try (LogSink<Long> second = LogSink.of(out(), Codecs.LONG)) {
                assertThatThrownBy(() -> second.open(place(false))).isInstanceOf(DirectoryInUseException.class);
            }
        }
        try (LogSink<String> other = LogSink.of(out(), Codecs.TEXT)) {
            assertThatThrownBy(() -> other.open(place(false)))
                    .hasMessageContaining("written by the codec long:1, and this sink has text:1");
        }
        try (StreamingContext context = reader("reader", "reader", Codecs.TEXT)) {
            context.start();
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                    .hasMessageContaining("written by the codec long:1, and are to be read by text:1");
        }
        try (StreamTest test = StreamTest.every(Durations.seconds(1), b -> b.directory(directory.resolve("context")))) {
            test.stream(new BatchFeed<Long>()).foreachRDD(rdd -> {});
            test.advance();
        }
        try (LogSink<Long> sink = LogSink.of(directory.resolve("context"), Codecs.LONG)) {
            assertThatThrownBy(() -> sink.open(place(false)))
                    .hasMessageContaining("not the log of a LogSink, but of a context");
        }
        try (StreamingContext context = StreamingContext.builder("x")
                .batchInterval(Durations.seconds(1))
                .build()) {
            assertThatThrownBy(() -> context.logStream(out(), "../x", Codecs.LONG))
                    .hasMessageContaining("\"../x\"");
        }
    }

    @Test
    void shouldSayWhereItsLogIsDamaged() throws Exception {
        try (LogSink<Long> sink = open(Codecs.LONG)) {
            fill(sink, 1, 3);
        }
        Path roll = LogFiles.list(out().resolve("log")).rolls().get(0).file();
        byte[] bytes = Files.readAllBytes(roll);
        bytes[20_000] ^= 1;
        Files.write(roll, bytes);
        try (LogSink<Long> sink = LogSink.of(out(), Codecs.LONG)) {
            assertThatThrownBy(() -> sink.open(place(false)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("its log is damaged")
                    .hasMessageContaining(roll.toString());
        }
    }

    @Test
    void shouldForceEachBatchWherePowerCutsAreToBeSurvived() throws Exception {
        try (LogSink<Long> sink = LogSink.of(out(), Codecs.LONG).rollBytes(ROLL)) {
            sink.open(place(true));
            fill(sink, 1, 3);
        }
        try (LogSink<Long> sink = LogSink.of(out(), Codecs.LONG).rollBytes(ROLL)) {
            sink.open(place(true));
            assertThat(sink.lastCommitted()).isEqualTo(batch(3));
        }
        read(6_000, Codecs.LONG);
        assertThat(seen).hasSize(6_000);
    }
}
