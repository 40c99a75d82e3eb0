package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.Rdd;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is written to directories, and read from them. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SavingTest {
    @TempDir
    private Path directory;

    /** A class of the user's. */
    record Trade(String symbol, double price) {}

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldSaveEachBatchAsText() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            numbers.saveAsTextFiles(directory.resolve("plain").toString());
            numbers.mapToPair(n -> new Tuple2<>(n, "é")).saveAsTextFiles(directory.resolve("pairs") + "", "txt");
            numbers.saveAsFiles(directory.resolve("csv") + "", "csv", (elements, out) -> {
                while (elements.hasNext()) out.write((elements.next() + ";").getBytes(StandardCharsets.UTF_8));
            });
            feed.partitions(List.of(List.of(1, 2), List.of(3)));
            feed.nothing();
            feed.empty();
            test.advance(3);
        }
        assertThat(names(directory))
                .containsExactly(
                        "csv-1000.csv", "csv-3000.csv", "pairs-1000.txt", "pairs-3000.txt", "plain-1000", "plain-3000");
        Path first = directory.resolve("plain-1000");
        assertThat(names(first)).containsExactly("_SUCCESS", "part-00000", "part-00001");
        assertThat(first.resolve("part-00000")).hasContent("1\n2\n");
        assertThat(first.resolve("part-00001")).hasContent("3\n");
        assertThat(directory.resolve("pairs-1000.txt/part-00001")).hasContent("(3,é)\n");
        assertThat(directory.resolve("csv-1000.csv/part-00000")).hasContent("1;2;");
        assertThat(names(directory.resolve("plain-3000"))).containsExactly("_SUCCESS");
    }

    @Test
    void shouldReplaceWhatABatchHasWrittenBefore() throws Exception {
        Path before = Files.createDirectories(directory.resolve("out-1000"));
        Files.writeString(before.resolve("part-00007"), "of a run that was killed");
        Files.createDirectories(directory.resolve(".out-1000.writing/part-00000"));
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            BatchFeed<String> feed = new BatchFeed<>();
            test.stream(feed).saveAsTextFiles(directory.resolve("out").toString());
            feed.batch("a");
            test.advance(1);
        }
        assertThat(names(directory)).containsExactly("out-1000");
        assertThat(names(before)).containsExactly("_SUCCESS", "part-00000");
        assertThat(before.resolve("part-00000")).hasContent("a\n");
    }

    @Test
    void shouldNotTouchWhatNoOutputHasWritten() throws Exception {
        Path mine = Files.createDirectories(directory.resolve("out-1000"));
        Files.writeString(mine.resolve("thesis.txt"), "mine");
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            BatchFeed<String> feed = new BatchFeed<>();
            test.stream(feed).saveAsTextFiles(directory.resolve("out").toString());
            assertThatThrownBy(() -> test.advance(1)).hasMessageContaining("thesis.txt");
        }
        assertThat(mine.resolve("thesis.txt")).hasContent("mine");
    }

    @Test
    void shouldLeaveNothingOfABatchThatFails() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.stream(feed)
                    .map(n -> 10 / n)
                    .saveAsTextFiles(directory.resolve("out").toString());
            feed.partitions(List.of(List.of(1), List.of(0)));
            assertThatThrownBy(() -> test.advance(1)).hasMessageContaining("/ by zero");
        }
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void shouldReadObjectsAgain() throws Exception {
        KryoRegistry registry = KryoRegistry.builder().register(0, Trade.class).build();
        List<Tuple2<String, Trade>> trades = new ArrayList<>();
        RandomGenerator random = Seed.random("SavingTest");
        for (int i = 0; i < 5_000; i++)
            trades.add(new Tuple2<>("k" + random.nextInt(100), new Trade("s" + i, random.nextDouble())));
        trades.add(new Tuple2<>("long", new Trade("x".repeat(300_000), 1)));
        Path saved;
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.kryo(registry))) {
            BatchFeed<Tuple2<String, Trade>> feed = new BatchFeed<>();
            test.stream(feed).saveAsObjectFiles(directory.resolve("trades").toString());
            test.stream(feed).saveAsObjectFiles(directory.resolve("more").toString(), "bin");
            feed.partitions(List.of(trades.subList(0, 2_000), List.of(), trades.subList(2_000, trades.size())));
            test.advance(1);
            saved = directory.resolve("trades-1000");
            Rdd<Tuple2<String, Trade>> read = test.context().sparkContext().objectFile(saved.toString());
            assertThat(read.getNumPartitions()).isEqualTo(3);
            assertThat(read.collect()).isEqualTo(trades);
            Path more = directory.resolve("more-1000.bin");
            assertThat(test.context().sparkContext().objectFile(more.toString()).collect())
                    .isEqualTo(trades);
        }
        damage(saved.resolve("part-00000"), registry, random);
    }

    /** Each flipped bit and each missing end is told. */
    private void damage(Path part, KryoRegistry registry, RandomGenerator random) throws Exception {
        byte[] bytes = Files.readAllBytes(part);
        Path broken = directory.resolve("broken");
        try (StreamingContext context = StreamingContext.builder("reader")
                .batchInterval(Durations.seconds(1))
                .kryo(registry)
                .build()) {
            Rdd<Object> read = null;
            for (int i = 0; i < 60; i++) {
                byte[] other = bytes.clone();
                if (i % 2 == 0) other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                else other = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
                Files.write(broken, other);
                if (read == null) read = context.sparkContext().objectFile(broken.toString());
                assertThatThrownBy(read::count)
                        .hasRootCauseInstanceOf(CorruptDataException.class)
                        .hasMessageContaining("broken, at byte");
            }
        }
    }

    @Test
    void shouldSaveAndReadDataOfNoBatch() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            var sc = test.context().sparkContext();
            Rdd<String> lines = sc.parallelize(List.of("a", "b", "c"), 2);
            String text = directory.resolve("text").toString();
            lines.saveAsTextFile(text);
            assertThat(sc.textFile(text).collect()).containsExactly("a", "b", "c");
            assertThat(sc.textFile(text + "/part-00001")
                            .map(line -> line.toUpperCase(Locale.ROOT))
                            .collect())
                    .containsExactly("B", "C");
            assertThat(sc.wholeTextFiles(text).values().collect()).containsExactly("a\n", "b\nc\n");
            assertThatThrownBy(() -> lines.saveAsTextFile(text)).hasMessageContaining("already exists");
            assertThatThrownBy(() -> sc.textFile(directory + "/none")).hasMessageContaining("does not exist");
            String objects = directory.resolve("objects").toString();
            sc.parallelizePairs(List.of(new Tuple2<>("a", 1), new Tuple2<>("b", 2)))
                    .saveAsObjectFile(objects);
            assertThat(sc.<Tuple2<String, Integer>>objectFile(objects).collect())
                    .containsExactly(new Tuple2<>("a", 1), new Tuple2<>("b", 2));
            lines.saveAsFiles(text, (elements, out) -> out.write(7), true);
            assertThat(Path.of(text, "part-00000")).hasBinaryContent(new byte[] {7});
        }
    }

    @Test
    void shouldRefuseAnOutputThatWouldReplaceWhatAnotherWrites() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = test.stream(feed);
            words.saveAsTextFiles(directory.resolve("out").toString());
            words.saveAsTextFiles(directory.resolve("out").toString(), "txt");
            String same = directory.resolve("in/../out").toString();
            assertThatThrownBy(() -> words.count().saveAsObjectFiles(same))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("saveAsObjectFiles at SavingTest")
                    .hasMessageContaining("saveAsTextFiles at SavingTest")
                    .hasMessageContaining("another prefix or suffix");
            feed.batch("a");
            test.advance(1);
        }
        assertThat(directory.resolve("out-1000/part-00000")).hasContent("a\n");
        assertThat(directory.resolve("out-1000.txt/part-00000")).hasContent("a\n");
    }

    @Test
    void shouldTakePathsAsUrisAndRefuseThoseOfOtherFileSystems() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = test.stream(feed);
            words.saveAsTextFiles("file://" + directory.resolve("out"));
            words.foreachRDD(rdd -> rdd.saveAsTextFile("file:" + directory.resolve("mine")));
            assertThatThrownBy(() -> words.saveAsTextFiles("hdfs://there/out")).hasMessageContaining("mount that one");
            feed.batch("a");
            test.advance(1);
            var sc = test.context().sparkContext();
            assertThat(sc.textFile("file://" + directory + "/mine").collect()).containsExactly("a");
            assertThatThrownBy(() -> sc.textFile("s3a://bucket/in"))
                    .hasMessageContaining("input path s3a://bucket/in: only file systems of this machine");
            assertThatThrownBy(() -> test.context().checkpoint("hdfs://there/log"))
                    .hasMessageContaining("mount that one");
        }
        assertThat(names(directory)).containsExactly("mine", "out-1000");
    }

    @Test
    void shouldReadPatternsAndListsOfPaths() throws Exception {
        for (String name : List.of("a1", "a2", "b1", "_a3", ".a4")) {
            Path place = Files.createDirectory(directory.resolve(name));
            Files.writeString(place.resolve("part-00000"), name + "\n");
            Files.writeString(place.resolve("_SUCCESS"), "no data\n");
        }
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            var sc = test.context().sparkContext();
            assertThat(sc.textFile(directory + "/a*").collect()).containsExactly("a1", "a2");
            assertThat(sc.textFile(directory + "/*/part-*").collect()).containsExactly("a1", "a2", "b1");
            assertThat(sc.textFile(directory + "/{b,a}1").collect()).containsExactly("a1", "b1");
            assertThat(sc.textFile(directory + "/b1," + directory + "/a[2-9]/part-0000?")
                            .collect())
                    .containsExactly("b1", "a2");
            assertThat(sc.textFile(directory + "/_a3").collect()).containsExactly("_a3");
            assertThatThrownBy(() -> sc.textFile(directory + "/b1," + directory + "/c*"))
                    .hasMessage("input path does not exist: " + directory + "/c*");
        }
    }
}
