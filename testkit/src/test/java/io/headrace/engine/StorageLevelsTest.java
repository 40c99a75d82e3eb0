package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.DStreamLike;
import io.headrace.Durations;
import io.headrace.Rdd;
import io.headrace.RddLike;
import io.headrace.StateSpec;
import io.headrace.StorageLevel;
import io.headrace.Tuple2;
import io.headrace.function.Function;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.testing.Case;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept, at every level: computed once, where the level says, and gone afterwards. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StorageLevelsTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final List<String> WORDS =
            IntStream.range(0, 5_000).mapToObj(i -> "word " + i).toList();

    @TempDir
    Path directory;

    static Stream<StorageLevel> levels() {
        return StorageLevel.values().stream();
    }

    /** A level for each place where rows may be. */
    private static Stream<StorageLevel> places() {
        return Stream.of(
                StorageLevel.MEMORY_ONLY,
                StorageLevel.MEMORY_ONLY_SER,
                StorageLevel.MEMORY_AND_DISK,
                StorageLevel.DISK_ONLY);
    }

    private static boolean isBytesInMemory(StorageLevel level) {
        return level.useMemory() && (level.useDisk() || !level.deserialized());
    }

    private static boolean isOnDiskAlone(StorageLevel level) {
        return level.useDisk() && !level.useMemory();
    }

    private StreamTest inDirectory() {
        return StreamTest.every(SECOND, settings -> settings.set("headrace.directory", directory.toString()));
    }

    private boolean hasFile() {
        return Files.exists(directory.resolve("spill").resolve("rows"));
    }

    @ParameterizedTest
    @MethodSource("levels")
    void shouldKeepAStreamForItsBatch(StorageLevel level) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<Long> offHeap = new ArrayList<>();
        try (StreamTest test = inDirectory()) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> kept = test.stream(feed)
                    .map(word -> {
                        calls.incrementAndGet();
                        return word + "!";
                    })
                    .persist(level);
            Collected<String> one = test.collect(kept);
            Collected<Long> two = test.collect(kept.count());
            long before = NativeMemory.used(MemoryTag.WINDOW);
            kept.foreachRDD(rdd -> offHeap.add(NativeMemory.used(MemoryTag.WINDOW) - before));
            for (int batch = 1; batch <= 3; batch++) {
                feed.batch(WORDS.toArray(String[]::new));
                test.advance(1);
                assertThat(one.at(1000L * batch))
                        .isEqualTo(WORDS.stream().map(word -> word + "!").toList());
                assertThat(two.at(1000L * batch)).containsExactly(5_000L);
                assertThat(calls).as("each row is computed once").hasValue(batch * 5_000);
            }
            assertThat(offHeap.get(2) > 0).isEqualTo(isBytesInMemory(level));
            assertThat(hasFile()).isEqualTo(isOnDiskAlone(level));
        }
        assertThat(directory.resolve("spill")).doesNotExist();
    }

    /** What a stream of words becomes that is not computed record by record; the function is to be called once for each word. */
    interface Kind {
        DStreamLike<?, ?, ? extends RddLike<?>> of(DStream<String> words, Function<String, String> counting);
    }

    static Stream<Arguments> kindsAtLevels() {
        List<Case<Kind>> kinds = List.of(
                new Case<>(
                        "reduceByKey",
                        (words, call) -> words.mapToPair(word -> new Tuple2<>(call.call(word), word))
                                .reduceByKey((a, b) -> a)),
                new Case<>(
                        "groupByKey",
                        (words, call) -> words.mapToPair(word -> new Tuple2<>(call.call(word), word))
                                .groupByKey()),
                new Case<>(
                        "join",
                        (words, call) -> words.mapToPair(word -> new Tuple2<>(word, word))
                                .join(words.mapToPair(word -> new Tuple2<>(word, call.call(word))))),
                new Case<>("union", (words, call) -> words.filter(word -> false).union(words.map(call))),
                new Case<>("transform", (words, call) -> words.transform(rdd -> rdd.map(call))),
                new Case<>("repartition", (words, call) -> words.map(call).repartition(3)),
                new Case<>(
                        "updateStateByKey",
                        (words, call) -> words.mapToPair(word -> new Tuple2<>(call.call(word), word))
                                .<String>updateStateByKey((values, state) -> Optional.of("state"))),
                new Case<>(
                        "mapWithState",
                        (words, call) -> words.mapToPair(word -> new Tuple2<>(call.call(word), word))
                                .mapWithState(StateSpec.<String, String, String, String>function(
                                        (key, value, state) -> key + value.orElse("")))),
                new Case<>(
                        "reduceByKeyAndWindow",
                        (words, call) -> words.mapToPair(word -> new Tuple2<>(call.call(word), word))
                                .reduceByKeyAndWindow((a, b) -> a, Durations.seconds(2))));
        return kinds.stream().flatMap(kind -> places().map(level -> Arguments.of(kind, level)));
    }

    @ParameterizedTest
    @MethodSource("kindsAtLevels")
    void shouldKeepEveryStreamOfObjects(Case<Kind> kind, StorageLevel level) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<Long> offHeap = new ArrayList<>();
        try (StreamTest test = inDirectory()) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStreamLike<?, ?, ? extends RddLike<?>> kept = kind.tested().of(test.stream(feed), word -> {
                calls.incrementAndGet();
                return word + "!";
            });
            kept.persist(level);
            List<String> expected = new ArrayList<>();
            List<String> seen = new ArrayList<>();
            long before = NativeMemory.used(MemoryTag.WINDOW);
            output(kept, rows -> expected.addAll(rows));
            output(kept, rows -> {
                seen.addAll(rows);
                offHeap.add(NativeMemory.used(MemoryTag.WINDOW) - before);
            });
            for (int batch = 1; batch <= 2; batch++) {
                feed.batch(WORDS.toArray(String[]::new));
                test.advance(1);
                assertThat(calls).as("each word is computed once").hasValue(batch * WORDS.size());
            }
            assertThat(seen).hasSize(2 * WORDS.size()).isEqualTo(expected);
            assertThat(offHeap.get(1) > 0).isEqualTo(isBytesInMemory(level));
            assertThat(hasFile()).isEqualTo(isOnDiskAlone(level));
            assertThat(NativeMemory.used(MemoryTag.WINDOW))
                    .as("behind its batch")
                    .isEqualTo(before);
        }
        assertThat(directory.resolve("spill")).doesNotExist();
    }

    private static void output(DStreamLike<?, ?, ? extends RddLike<?>> stream, Consumer<List<String>> rows) {
        stream.foreachRDD((rdd, time) ->
                rows.accept(rdd.collect().stream().map(String::valueOf).toList()));
    }

    /** A batch that is remembered is read from what was kept of it. */
    @Test
    void shouldGiveSlicesOfWhatWasKept() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<Long> counts = new ArrayList<>();
        try (StreamTest test = inDirectory()) {
            test.context().remember(Durations.seconds(2));
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> kept = test.stream(feed)
                    .transform(rdd -> rdd.map(word -> {
                        calls.incrementAndGet();
                        return word;
                    }))
                    .persist(StorageLevel.DISK_ONLY);
            kept.foreachRDD((rdd, time) -> {
                for (Rdd<String> past : kept.slice(time.minus(SECOND), time)) counts.add(past.count());
            });
            feed.batch("one");
            feed.batch("two", "three");
            test.advance(2);
        }
        assertThat(counts).containsExactly(1L, 1L, 2L);
        assertThat(calls).hasValue(3);
    }

    /** Of a result that finds no room in memory, what computes it is read. */
    @Test
    void shouldReadTheResultItselfWhereMemoryHasNoRoom() throws Exception {
        try (StreamTest test = StreamTest.every(
                SECOND,
                settings -> settings.set("headrace.memory.limit", "4000000").set("headrace.block.bytes", "65536"))) {
            BatchFeed<String> feed = new BatchFeed<>();
            Collected<Tuple2<String, String>> seen = test.collect(test.stream(feed)
                    .mapToPair(word -> new Tuple2<>(word, word.repeat(100)))
                    .reduceByKey((a, b) -> a)
                    .persist(StorageLevel.MEMORY_ONLY_SER)
                    .toDStream());
            feed.batch(WORDS.toArray(String[]::new));
            test.advance(1);
            assertThat(seen.at(1000L)).hasSize(WORDS.size());
        }
    }

    @ParameterizedTest
    @MethodSource("levels")
    void shouldKeepTheDataOfABatchUntilUnpersist(StorageLevel level) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<Long> sums = new ArrayList<>();
        List<Long> offHeap = new ArrayList<>();
        try (StreamTest test = inDirectory()) {
            BatchFeed<String> feed = new BatchFeed<>();
            test.stream(feed).foreachRDD(rdd -> {
                long before = NativeMemory.used(MemoryTag.WINDOW);
                Rdd<Integer> lengths = rdd.map(word -> {
                            calls.incrementAndGet();
                            return word.length();
                        })
                        .persist(level);
                sums.add(lengths.count());
                sums.add((long) lengths.reduce(Integer::sum));
                offHeap.add(NativeMemory.used(MemoryTag.WINDOW) - before);
                lengths.unpersist();
                offHeap.add(NativeMemory.used(MemoryTag.WINDOW) - before);
                assertThat(lengths.first()).isEqualTo(6);
            });
            feed.batch(WORDS.toArray(String[]::new));
            test.advance(1);
        }
        long length = WORDS.stream().mapToLong(String::length).sum();
        assertThat(sums).containsExactly(5_000L, length);
        assertThat(calls).hasValue(level.equals(StorageLevel.NONE) ? 10_001 : 5_001);
        assertThat(offHeap.get(0) > 0).isEqualTo(isBytesInMemory(level));
        assertThat(offHeap.get(1)).isZero();
    }

    @ParameterizedTest
    @MethodSource("levels")
    void shouldKeepAWindowAcrossARestart(StorageLevel level) throws Exception {
        List<String> first = WORDS.subList(0, 1_000);
        List<String> second = WORDS.subList(1_000, 1_500);
        for (int run = 0; run < 2; run++) {
            try (StreamTest test = inDirectory()) {
                test.clock().advance(SECOND.multipliedBy(run)); // time goes on
                BatchFeed<String> feed = new BatchFeed<>();
                DStream<String> window =
                        test.stream(feed).window(Durations.seconds(3)).persist(level);
                Collected<String> seen = test.collect(window);
                long before = NativeMemory.used(MemoryTag.WINDOW);
                feed.batch((run == 0 ? first : second).toArray(String[]::new));
                test.advance(1);
                List<String> expected = new ArrayList<>(first);
                if (run == 1) expected.addAll(second);
                assertThat(seen.at(1000L * (run + 1))).isEqualTo(expected);
                if (run == 0)
                    assertThat(NativeMemory.used(MemoryTag.WINDOW) - before > 0)
                            .as("off the heap at " + level)
                            .isEqualTo(isBytesInMemory(level));
                assertThat(hasFile()).isEqualTo(isOnDiskAlone(level));
            }
        }
    }

    @Test
    void shouldFreeWhatHasLeftTheWindow() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            test.collect(test.stream(feed)
                    .window(Durations.seconds(2))
                    .persist(StorageLevel.MEMORY_ONLY_SER)
                    .count());
            long before = NativeMemory.used(MemoryTag.WINDOW);
            feed.batch(WORDS.toArray(String[]::new));
            test.advance(1);
            assertThat(NativeMemory.used(MemoryTag.WINDOW)).isGreaterThan(before);
            test.advance(3);
            assertThat(NativeMemory.used(MemoryTag.WINDOW)).isEqualTo(before);
        }
    }

    @Test
    void shouldTakeAWindowToBytesThatOutgrowsTheHeap() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND, settings -> settings.set("headrace.spill.memory", "500000"))) {
            BatchFeed<String> feed = new BatchFeed<>();
            Collected<String> seen = test.collect(test.stream(feed).window(Durations.seconds(4)));
            List<String> expected = new ArrayList<>();
            long before = NativeMemory.used(MemoryTag.WINDOW);
            for (int batch = 1; batch <= 8; batch++) {
                feed.batch(WORDS.toArray(String[]::new));
                test.advance(1);
                if (batch <= 4) expected.addAll(WORDS);
                assertThat(seen.at(1000L * batch)).isEqualTo(expected);
            }
            assertThat(NativeMemory.used(MemoryTag.WINDOW)).isGreaterThan(before);
        }
    }

    @Test
    void shouldNameTheWindowThatALevelOfMemoryHasNoRoomFor() {
        assertThatThrownBy(() -> {
                    try (StreamTest test = StreamTest.every(
                            SECOND,
                            settings -> settings.set("headrace.memory.limit", "4000000")
                                    .set("headrace.block.bytes", "65536"))) {
                        BatchFeed<String> feed = new BatchFeed<>();
                        test.collect(test.stream(feed)
                                .map(word -> word.repeat(100))
                                .window(Durations.seconds(4))
                                .persist(StorageLevel.MEMORY_ONLY_SER));
                        feed.batch(WORDS.toArray(String[]::new));
                        test.advance(1);
                    }
                })
                .hasStackTraceContaining("window at ")
                .hasStackTraceContaining("is kept at MEMORY_ONLY_SER")
                .hasStackTraceContaining("raise headrace.memory.limit");
    }

    @Test
    void shouldDeleteWhatAKilledProcessHasLeft() throws Exception {
        Path left = Files.createDirectories(directory.resolve("spill")).resolve("rows");
        Files.writeString(left, "of a process that is gone");
        try (StreamTest test = inDirectory()) {
            BatchFeed<String> feed = new BatchFeed<>();
            test.collect(test.stream(feed));
            test.advance(1);
            assertThat(left).doesNotExist();
        }
    }
}
