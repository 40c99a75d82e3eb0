package io.headrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.FailurePolicy;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages show code that compiles, and that does what they say: each block of Java is, word for word, a marked part of a file here.
 * {@code -Dheadrace.docs.write=true} writes the parts into the pages.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuideTest {
    private static final Path ROOT = Path.of(System.getProperty("headrace.root"));
    private static final Path SNIPPETS = ROOT.resolve("examples/src/test/java/io/headrace/examples/guide");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- (\\w+\\.java)#([\\w-]+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MARK = Pattern.compile(" *// (tag|end)::.*");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {"README.md", "docs/guide.md", "docs/testing.md", "docs/configuration.md", "docs/console.md"})
    void shouldShowWhatCompiles(String page) throws IOException {
        String text = Files.readString(ROOT.resolve(page));
        StringBuilder anew = new StringBuilder();
        List<String> wrong = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String name = block.group(1) + "#" + block.group(2);
            String compiled = block.group(1) == null ? "" : snippet(block.group(1), block.group(2));
            if (!compiled.equals(block.group(3))) wrong.add(name);
            block.appendReplacement(
                    anew, Matcher.quoteReplacement("<!-- " + name + " -->\n```java\n" + compiled + "```"));
        }
        block.appendTail(anew);
        if (Boolean.getBoolean("headrace.docs.write")) Files.writeString(ROOT.resolve(page), anew.toString());
        else
            assertThat(wrong)
                    .as("blocks of " + page + " that are not what compiles")
                    .isEmpty();
    }

    /** A marked part of a file, moved to the left border. */
    private static String snippet(String file, String tag) throws IOException {
        String text = Files.readString(SNIPPETS.resolve(file));
        Matcher part = Pattern.compile(
                        "^ *// tag::" + tag + "\n(.*?)^ *// end::" + tag + "$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text);
        assertThat(part.find()).as("the part %s of %s", tag, file).isTrue();
        String shown = part.group(1)
                .lines()
                .filter(line -> !MARK.matcher(line).matches())
                .collect(Collectors.joining("\n"));
        return shown.stripIndent() + "\n";
    }

    private static <K, V> Map<K, V> asMap(List<Tuple2<K, V>> pairs) {
        Map<K, V> map = new HashMap<>();
        pairs.forEach(pair -> map.put(pair._1(), pair._2()));
        return map;
    }

    @Test
    void shouldKeepWindowsAndState() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = test.stream(feed);
            PairDStream<String, Integer> ones = words.mapToPair(word -> new Tuple2<>(word, 1));
            Collected<String> lastMinute = test.collect(WindowsAndState.window(words));
            Collected<Tuple2<String, Integer>> plain = test.collect(WindowsAndState.plain(ones));
            Collected<Tuple2<String, Integer>> inverse = test.collect(WindowsAndState.inverse(ones));
            Collected<Tuple2<String, Integer>> state = test.collect(WindowsAndState.state(ones));
            Collected<Tuple2<String, Integer>> sums = test.collect(Operations.exact(ones));
            Collected<Tuple2<String, Integer>> twice = test.collect(Operations.partitioned(ones));
            feed.batch("a", "b").batch("a");
            test.advance(10);
            assertThat(lastMinute.batches()).containsExactly(List.of("a", "b", "a"));
            Map<String, Integer> expected = Map.of("a", 2, "b", 1);
            assertThat(asMap(plain.batches().get(9))).isEqualTo(expected);
            assertThat(asMap(inverse.batches().get(9))).isEqualTo(expected);
            assertThat(asMap(state.batches().get(9))).isEqualTo(expected);
            assertThat(asMap(sums.batches().get(0))).isEqualTo(Map.of("a", 1, "b", 1));
            assertThat(twice.batches().get(0)).hasSize(4);
        }
    }

    @Test
    void shouldGiveBatchesToOutputs() throws Exception {
        Map<String, List<Object>> written = new HashMap<>();
        Outputs.Table table = new Outputs.Table() {
            @Override
            public boolean has(String batchId) {
                return written.containsKey(batchId);
            }

            @Override
            public void write(String batchId, Iterable<?> rows) {
                List<Object> copy = new ArrayList<>();
                rows.forEach(copy::add);
                written.put(batchId, copy);
            }
        };
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            PairDStream<String, Integer> ones = test.stream(feed).mapToPair(word -> new Tuple2<>(word, 1));
            Outputs.foreach(ones, table);
            Outputs.top(ones.reduceByKey(Integer::sum));
            feed.batch("a");
            test.advance(2);
        }
        assertThat(written.values()).containsExactlyInAnyOrder(List.of(new Tuple2<>("a", 1)), List.of());
    }

    @Test
    void shouldSetAsideWhatThrows() throws Exception {
        BlockingQueue<Long> results = new LinkedBlockingQueue<>();
        try (StreamingContext ctx = StreamingContext.builder("numbers")
                .batchInterval(Duration.ofMillis(10))
                .failurePolicy(FailurePolicy.DEAD_LETTER)
                .build()) {
            ctx.rateStream(1_000).map(number -> 100 / (number - 3)).foreachRDD(rdd -> results.addAll(rdd.collect()));
            ctx.start();
            for (int i = 0; i < 10; i++)
                assertThat(results.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(ctx.deadLetters()).hasSize(1);
            assertThat(ctx.deadLetters().get(0).error()).contains("ArithmeticException");
            Durably.look(ctx);
        }
    }

    @Test
    void shouldStartProgramsOnViews() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            StreamingContext ctx = test.context();
            Collected<?> counts = test.collect(Operations.wordsOnViews(ctx));
            test.collect(Operations.wordsOnObjects(ctx));
            test.collect(
                    Operations.pushed(ctx.socketUtf8Stream("localhost", 9999)).map(Object::toString));
            test.collect(Operations.volumes(ctx));
            FlatLayout trade = FlatLayout.builder()
                    .addLong("account")
                    .addDouble("price")
                    .addLong("quantity")
                    .build();
            test.collect(Operations.alerts(
                            ctx.socketFrameStream("localhost", 9996, FlatViews.of(Operations.Trade.class, trade)))
                    .map(Operations.Alert::account));
            PairDStream<String, Long> lastHour = WindowsAndState.onViews(ctx.socketUtf8Stream("localhost", 9997));
            Outputs.texts(lastHour, (word, count) -> {});
            test.advance(1);
            assertThat(counts.batches()).containsExactly(List.of());
        }
    }

    @Test
    void shouldStartProgramsWithDirectories() throws Exception {
        for (int run = 1; run <= 2; run++) {
            try (StreamingContext ctx = StreamingContext.getOrCreate(temporary.resolve("context"), Durably::create)) {
                ctx.start();
                assertThat(ctx.awaitTerminationOrTimeout(0)).isFalse();
            }
        }
    }

    @Test
    void shouldStartProgramsWithSettings() {
        try (StreamingContext ctx = Durably.deadLetters()) {
            ctx.start();
            Durably.look(ctx);
        }
        try (StreamingContext ctx = Durably.registered()) {
            ctx.receiverStream(new Lines()).count().print();
            ctx.start();
        }
    }
}
