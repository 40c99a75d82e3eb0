package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.Rdd;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A directory, and the programs that go on with it: what fits goes on, what does not is refused by name, with what to do. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChangedProgramTest {
    private final ManualClock clock = new ManualClock();
    private final List<Map<String, Integer>> given = new ArrayList<>();

    @TempDir
    Path directory;

    /** What may change from one run to the next. */
    private record Version(String name, long batchMillis, int keyGroups, int inputs, Durability durability) {
        static final Version FIRST = new Version("counts", 1_000, 256, 2, Durability.PROCESS);
    }

    private StreamingContext context(Version version, List<BatchFeed<String>> feeds) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("changed")
                    .batchInterval(Durations.milliseconds(version.batchMillis))
                    .durability(version.durability)
                    .clock(clock)
                    .set("headrace.key.groups", String.valueOf(version.keyGroups))
                    .build();
            var words = context.batchStream(feeds.get(0)).name("input 0");
            for (int i = 1; i < version.inputs; i++)
                words = words.union(context.batchStream(feeds.get(i)).name("input " + i));
            words.mapToPair(word -> new Tuple2<>(word, 1))
                    .<Integer>updateStateByKey((values, sum) -> Optional.of(sum.orElse(0) + values.size()))
                    .name(version.name)
                    .foreachRDD(rdd -> {
                        Map<String, Integer> counts = new HashMap<>();
                        rdd.collect().forEach(pair -> counts.put(pair._1(), pair._2()));
                        given.add(counts);
                    });
            return context;
        });
    }

    private void run(Version version, String... words) throws Exception {
        List<BatchFeed<String>> feeds = List.of(new BatchFeed<>(), new BatchFeed<>(), new BatchFeed<>());
        feeds.get(0).batch(words);
        try (StreamingContext context = context(version, feeds)) {
            int before = given.size();
            context.start();
            clock.advance(Durations.milliseconds(version.batchMillis));
            while (given.size() == before)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            context.stop(true);
        }
    }

    private void refused(Version version, String... parts) {
        List<BatchFeed<String>> feeds = List.of(new BatchFeed<>(), new BatchFeed<>(), new BatchFeed<>());
        try (StreamingContext context = context(version, feeds)) {
            assertThatThrownBy(context::start)
                    .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
        }
    }

    @Test
    void shouldGoOnWithWhatFitsAndRefuseTheRest() throws Exception {
        run(Version.FIRST, "a", "b", "a");
        refused(
                new Version("numbers", 1_000, 256, 2, Durability.PROCESS),
                "\"counts\"",
                "numbers",
                ".name(\"counts\")");
        refused(new Version("counts", 500, 256, 2, Durability.PROCESS), "batch interval", "1000 ms", "500 ms");
        refused(new Version("counts", 1_000, 64, 2, Durability.PROCESS), "key groups", "256", "64");
        refused(new Version("counts", 1_000, 256, 1, Durability.PROCESS), "\"input 1\"", ".name(\"input 1\")");
        run(new Version("counts", 1_000, 256, 3, Durability.PROCESS), "a");
        run(new Version("counts", 1_000, 256, 3, Durability.RECORD), "c");
        run(new Version("counts", 1_000, 256, 3, Durability.BATCH), "b");
        assertThat(given)
                .containsExactly(
                        Map.of("a", 2, "b", 1),
                        Map.of("a", 3, "b", 1),
                        Map.of("a", 3, "b", 1, "c", 1),
                        Map.of("a", 3, "b", 2, "c", 1));
    }

    /** Two windows and two running states that differ in their parameters alone. */
    private StreamingContext unnamedContext(BatchFeed<String> feed, boolean hasMore, List<String> rows) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext made = StreamingContext.builder("unnamed")
                    .batchInterval(Durations.seconds(1))
                    .clock(clock)
                    .build();
            var words = made.batchStream(feed);
            var pairs = words.mapToPair(word -> new Tuple2<>(word, 1L));
            var all = words.window(Durations.seconds(2)).map(word -> "2s " + word);
            if (hasMore)
                all = all.union(words.window(Durations.seconds(3)).map(word -> "3s " + word))
                        .union(pairs.reduceByKeyAndWindow(Long::sum, Durations.seconds(2))
                                .map(pair -> "2s " + pair))
                        .union(pairs.reduceByKeyAndWindow(Long::sum, Durations.seconds(3))
                                .map(pair -> "3s " + pair))
                        .union(pairs.<Long>updateStateByKey(
                                        (values, sum) -> Optional.of(sum.orElse(0L) + values.size()))
                                .map(pair -> "all " + pair))
                        .union(pairs.<Long>updateStateByKey(
                                        (values, sum) -> Optional.of(sum.orElse(0L) + 10L * values.size()), 3)
                                .map(pair -> "ten " + pair));
            all.foreachRDD(rdd -> {
                synchronized (rows) {
                    rows.add(rdd.collect().stream().sorted().toList().toString());
                }
            });
            return made;
        });
    }

    private List<String> unnamed(boolean hasMore, String word) throws Exception {
        List<String> rows = new ArrayList<>();
        try (StreamingContext context = unnamedContext(new BatchFeed<String>().batch(word), hasMore, rows)) {
            context.start();
            clock.advance(Durations.seconds(1));
            while (rows.isEmpty())
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            context.stop(true);
        }
        return rows;
    }

    @Test
    void shouldTellUnnamedStreamsApartByTheirParameters() throws Exception {
        assertThat(unnamed(true, "a")).containsExactly("[2s (a,1), 2s a, 3s (a,1), 3s a, all (a,1), ten (a,10)]");
        assertThat(unnamed(true, "a"))
                .containsExactly("[2s (a,2), 2s a, 2s a, 3s (a,2), 3s a, 3s a, all (a,2), ten (a,20)]");
        assertThat(unnamed(true, "a"))
                .containsExactly("[2s (a,2), 2s a, 2s a, 3s (a,3), 3s a, 3s a, 3s a, all (a,3), ten (a,30)]");
    }

    /** The name that it had does not say which of the two it is: nothing is guessed. */
    @Test
    void shouldAskForANameWhenASecondStreamAlikeIsAdded() throws Exception {
        unnamed(false, "a");
        try (StreamingContext context = unnamedContext(new BatchFeed<>(), true, new ArrayList<>())) {
            assertThatThrownBy(context::start).hasMessageContaining(".name(\"window-");
        }
    }

    /** Operations made of several have a window inside, which is found again by the name of the whole. */
    @Test
    void shouldNameTheWindowsInsideOperations() throws Exception {
        List<String> sizes = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            int before = sizes.size();
            BatchFeed<String> feed = new BatchFeed<>();
            feed.batch("a", "b");
            try (StreamingContext context = StreamingContext.getOrCreate(directory, () -> {
                StreamingContext made = StreamingContext.builder("inside")
                        .batchInterval(Durations.seconds(1))
                        .clock(clock)
                        .build();
                var words = made.batchStream(feed).name("words");
                var pairs = words.mapToPair(word -> new Tuple2<>(1, word));
                var window = Durations.seconds(100);
                var second = Durations.seconds(1);
                var one = pairs.groupByKeyAndWindow(window).name("one").map(pair -> "one " + pair._2());
                var two = pairs.groupByKeyAndWindow(window, second).name("two").map(pair -> "two " + pair._2());
                var three = words.countByWindow(window, second).name("three").map(count -> "three " + count);
                var four = words.map(word -> word)
                        .countByWindow(window, second)
                        .name("four")
                        .map(n -> "four " + n);
                var five = words.reduceByWindow(String::concat, window, second).name("five");
                var six = words.reduceByWindow((a, b) -> a + b, window, second).name("six");
                var seven = words.countByValueAndWindow(window, second)
                        .name("seven")
                        .map(String::valueOf);
                one.union(two)
                        .union(three)
                        .union(four)
                        .union(five)
                        .union(six)
                        .union(seven)
                        .foreachRDD(rdd -> sizes.addAll(rdd.collect()));
                return made;
            })) {
                context.start();
                clock.advance(Durations.seconds(1));
                while (sizes.size() == before)
                    assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
                context.stop(true);
            }
        }
        assertThat(sizes.subList(sizes.size() / 2, sizes.size()))
                .containsExactlyInAnyOrder(
                        "one [a, b, a, b]", "two [a, b, a, b]", "three 4", "four 4", "abab", "abab", "(a,2)", "(b,2)");
    }

    @Test
    void shouldGoOnFromTheLastCheckpointWithoutALog() throws Exception {
        Version off = new Version("counts", 1_000, 256, 1, Durability.OFF);
        run(off, "a", "a");
        run(off, "a");
        assertThat(given).containsExactly(Map.of("a", 2), Map.of("a", 3));
    }

    /** The batch that failed runs first, as it was, and its input is not asked for it again. */
    @Test
    void shouldRunABatchThatFailedFirstWithWhatItHad() throws Exception {
        Queue<Rdd<Integer>> queue = new ArrayDeque<>();
        List<String> seen = new ArrayList<>();
        boolean[] fails = {true};
        for (int run = 0; run < 2; run++) {
            try (StreamingContext context = StreamingContext.getOrCreate(directory, () -> {
                StreamingContext made = StreamingContext.builder("queue")
                        .batchInterval(Durations.seconds(1))
                        .clock(clock)
                        .build();
                made.queueStream(queue).foreachRDD(rdd -> {
                    if (fails[0] && rdd.count() == 2) throw new IllegalStateException("not yet");
                    seen.add(rdd.batchId() + " " + rdd.collect());
                });
                return made;
            })) {
                if (run == 0) queue.add(context.parallelize(List.of(1), 1));
                if (run == 0) queue.add(context.parallelize(List.of(2, 3), 2));
                context.start();
                clock.advance(Durations.seconds(run == 0 ? 2 : 1));
                if (run == 0) {
                    assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                            .hasMessageContaining("not yet")
                            .hasMessageContaining("runs first");
                    fails[0] = false;
                    continue;
                }
                while (seen.size() < 3)
                    assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            }
        }
        assertThat(seen).containsExactly("1-1 [1]", "1-2 [2, 3]", "2-3 []");
    }

    /** Blocks of the log are as long as they were. */
    @Test
    void shouldReadBlocksThatAreLongerThanThoseOfTheProgram() throws Exception {
        List<String> rows = Collections.nCopies(200, "a row of some length ".repeat(40));
        List<Integer> seen = new ArrayList<>();
        for (int blockBytes : new int[] {1 << 20, 64 << 10}) {
            boolean isFirst = blockBytes == 1 << 20;
            BatchFeed<String> feed = new BatchFeed<>();
            if (isFirst) feed.batch(rows).batch(rows);
            try (StreamingContext context = blocks(feed, blockBytes, seen, isFirst)) {
                context.start();
                clock.advance(Durations.seconds(isFirst ? 2 : 1));
                if (isFirst) {
                    assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                            .hasMessageContaining("not yet");
                    continue;
                }
                while (seen.size() < 3)
                    assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
                context.stop(true);
            }
        }
        assertThat(seen).containsExactly(rows.size(), rows.size(), 0);
    }

    private StreamingContext blocks(BatchFeed<String> feed, int blockBytes, List<Integer> seen, boolean fails) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext made = StreamingContext.builder("blocks")
                    .batchInterval(Durations.seconds(1))
                    .clock(clock)
                    .set("headrace.block.bytes", String.valueOf(blockBytes))
                    .build();
            made.batchStream(feed).name("rows").foreachRDD(rdd -> {
                if (fails && !seen.isEmpty()) throw new IllegalStateException("not yet");
                seen.add(rdd.collect().size());
            });
            return made;
        });
    }
}
