package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.HeadraceConf;
import io.headrace.PairDStream;
import io.headrace.Rdd;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each message in {@code docs/errors.md} is one that wrong use provokes. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ErrorsTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final Pattern ROW = Pattern.compile("^\\| `(.+?)` \\|.*");

    @TempDir
    Path directory;

    /** Wrong use. */
    interface Wrong {
        void use() throws Exception;
    }

    private final Map<String, Wrong> provoked = new LinkedHashMap<>();

    @Test
    void shouldBeWhatThePageSays() throws Exception {
        written();
        started();
        running();
        provoked.putAll(ProvokedDamage.in(directory));
        provoked.putAll(ProvokedByProgram.all(directory.resolve("program")));
        provoked.putAll(ProvokedByData.all());
        provoked.putAll(ProvokedByFunctions.all());
        provoked.putAll(ProvokedByPlace.in(Files.createDirectory(directory.resolve("place"))));
        provoked.putAll(ProvokedByReplay.in(Files.createDirectory(directory.resolve("replay"))));
        spilling();
        List<String> documented = documented();
        assertThat(documented).doesNotHaveDuplicates();
        assertThat(provoked.keySet()).as("messages that are provoked").containsExactlyInAnyOrderElementsOf(documented);
        List<String> wrong = new ArrayList<>();
        provoked.forEach((message, use) -> {
            List<String> thrown = messages(use);
            if (thrown.stream().noneMatch(pattern(message).asPredicate()))
                wrong.add("expected " + message + System.lineSeparator() + "but was  " + thrown);
        });
        assertThat(wrong).isEmpty();
    }

    private static List<String> documented() throws Exception {
        Path page = Path.of(System.getProperty("headrace.root")).resolve("docs/errors.md");
        List<String> messages = new ArrayList<>();
        for (String line : Files.readAllLines(page, StandardCharsets.UTF_8)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) messages.add(row.group(1));
        }
        return messages;
    }

    private static Pattern pattern(String message) {
        StringBuilder regex = new StringBuilder();
        for (String part : message.split("\u2026", -1)) {
            if (regex.length() > 0) regex.append(".*");
            regex.append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static List<String> messages(Wrong use) {
        List<String> messages = new ArrayList<>();
        try {
            use.use();
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) messages.add(cause.getMessage());
        }
        return messages;
    }

    private static void with(java.util.function.Consumer<StreamTest> program) {
        try (StreamTest test = StreamTest.every(SECOND)) {
            program.accept(test);
        }
    }

    private static DStream<String> words(StreamTest test) {
        return test.stream(new BatchFeed<>());
    }

    private static void interval(Duration interval) {
        new StreamingContext(HeadraceConf.ofDefaults(), interval).close();
    }

    private void written() {
        provoked.put("the batch interval is \u2026: give 1 ms or more", () -> interval(Duration.ofNanos(10)));
        provoked.put(
                "the batch interval is \u2026: give a whole number of milliseconds",
                () -> interval(Duration.ofNanos(1_500_000)));
        provoked.put(
                "\u2026: the window is \u2026, and the stream has a dataset every \u2026: give a multiple of that",
                () -> with(test -> words(test).window(Duration.ofMillis(1_500))));
        provoked.put(
                "\u2026: the slide is \u2026, and the stream has a dataset every \u2026: give a multiple of that",
                () -> with(test -> words(test).countByWindow(SECOND, Duration.ofMillis(500))));
        provoked.put(
                "\u2026: \u2026 has a dataset every \u2026 ms, \u2026 every \u2026 ms; give both the same slide",
                () -> with(test -> words(test).union(words(test).window(SECOND, Durations.seconds(2)))));
        provoked.put(
                "\u2026: \u2026 belongs to another context",
                () -> with(test -> with(other -> words(test).union(words(other)))));
        provoked.put("union() of no streams: give one or more", () -> with(test -> unionOfNone(test.context())));
        provoked.put(
                "repartition(\u2026): give 1 or more partitions",
                () -> with(test -> words(test).repartition(0)));
        provoked.put(
                "a hash partitioner of \u2026 partitions; give 1 or more",
                () -> assertThat(new HashPartitioner(0)).isNull());
        provoked.put(
                "parallelize in \u2026 partitions; give 1 or more",
                () -> with(test -> test.context().parallelize(List.of(1), 0)));
        provoked.put(
                "print(\u2026): give 0 or more rows",
                () -> with(test -> words(test).print(-1)));
        provoked.put(
                "split('\u2026'): the delimiter must be an ASCII character; use flatMap for others",
                () -> with(
                        test -> test.context().socketUtf8Stream("localhost", 1).split('\u00e9')));
        provoked.put(
                "\u2026: there is no such setting; did you mean \u2026? docs/configuration.md lists all",
                () -> StreamingContext.builder("x").set("headrace.wrokers", "2"));
        provoked.put(
                "context \"\u2026\" keeps its data in \u2026 already, and cannot keep it in \u2026 too: name one directory",
                () -> with(test -> {
                    test.context().checkpoint(directory.resolve("one"));
                    test.context().checkpoint(directory.resolve("two"));
                }));
        provoked.put(
                "adding streams, operations or settings to context \"\u2026\" after it was started is not supported: write"
                        + " the whole program before start()",
                () -> with(test -> {
                    DStream<String> words = words(test);
                    words.foreachRDD(rdd -> {});
                    test.context().start();
                    words.print();
                }));
        provoked.put(
                "the factory of the context for \u2026 returned null",
                () -> StreamingContext.getOrCreate(directory, () -> null));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of no streams
    private static void unionOfNone(StreamingContext context) {
        context.union(new DStream[0]);
    }

    private void started() {
        provoked.put(
                "no output operations registered in context \"\u2026\", so nothing to execute: end a stream with print() or"
                        + " foreachRDD(...)",
                () -> with(test -> {
                    words(test).count();
                    test.context().start();
                }));
        provoked.put(
                "context \"\u2026\" has already been stopped, and does not start again: make a new one",
                () -> with(test -> {
                    test.context().stop();
                    test.context().start();
                }));
        provoked.put("context \"\u2026\" was not started: call start() before waiting for its end", () -> {
            try (StreamTest test = StreamTest.every(SECOND)) {
                test.context().awaitTermination();
            }
        });
        provoked.put(
                "headrace.directory is \u2026, which is a file: name a directory, which is made if it is not there",
                () -> {
                    Path file = Files.writeString(directory.resolve("file"), "text");
                    try (StreamTest test = StreamTest.every(SECOND, builder -> builder.directory(file))) {
                        words(test).print();
                        test.context().start();
                    }
                });
        provoked.put(
                "headrace.directory is \u2026, and the link \u2026 leads to \u2026, which is not there: make that, or name"
                        + " another directory",
                () -> {
                    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));
                    try (StreamTest test = StreamTest.every(SECOND, builder -> builder.directory(link.resolve("a")))) {
                        words(test).print();
                        test.context().start();
                    }
                });
        provoked.put(
                "two streams have the name \"\u2026\": \u2026 and \u2026; names tell streams apart, give each its own",
                () -> with(test -> {
                    words(test).name("w").foreachRDD(rdd -> {});
                    words(test).name("w").foreachRDD(rdd -> {});
                    test.context().start();
                }));
        provoked.put(
                "two streams cannot be told apart after a restart: \u2026 and \u2026; give each a name with .name(\"\u2026\")",
                () -> with(test -> {
                    words(test).foreachRDD(rdd -> {});
                    words(test).foreachRDD(rdd -> {});
                    test.context().checkpoint(directory.resolve("alike"));
                    test.context().start();
                }));
        provoked.put(
                "\u2026 partitions of \u2026 key groups: ask for fewer partitions, or set headrace.key.groups at the first"
                        + " start",
                () -> with(test -> {
                    words(test).countByValue(1_000).foreachRDD(rdd -> {});
                    test.context().start();
                }));
        provoked.put(
                "storage level NONE keeps nothing of what is received: use MEMORY_AND_DISK_SER",
                () -> with(test -> {
                    test.context()
                            .socketTextStream("localhost", 1, StorageLevel.NONE)
                            .print();
                    test.context().start();
                }));
        provoked.put(
                "the directory was begun with the batch interval \u2026, and the program has \u2026: set it to \u2026, or begin with"
                        + " an empty directory",
                () -> {
                    begin(SECOND);
                    begin(Durations.seconds(2));
                });
    }

    private void begin(Duration interval) throws InterruptedException {
        try (StreamTest test = StreamTest.every(interval)) {
            test.context().checkpoint(directory.resolve("interval"));
            words(test).foreachRDD(rdd -> {});
            test.advance();
        }
    }

    private interface Running {
        void write(StreamTest test, DStream<String> words);
    }

    /** Runs two batches, the second without a dataset from its input. */
    private static void run(Running program) throws InterruptedException {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            program.write(test, test.stream(feed));
            feed.batch("a").nothing();
            test.context().start();
            test.clock().advance(SECOND);
            if (test.context().awaitTerminationOrTimeout(200)) return;
            test.clock().advance(SECOND);
            boolean unused = test.context().awaitTerminationOrTimeout(10_000);
        }
    }

    private void running() {
        provoked.put(
                "\u2026 has no dataset for batch \u2026 from \u2026: every stream of a union must have one, an empty one if need be",
                () -> run((test, words) -> words.union(words).foreachRDD(rdd -> {})));
        provoked.put(
                "\u2026 has no dataset for batch \u2026 from \u2026: every stream that is transformed must have one, an empty one if"
                        + " need be",
                () -> run((test, words) -> words.transform(rdd -> rdd).foreachRDD(rdd -> {})));
        provoked.put(
                "\u2026 returned null instead of a dataset",
                () -> run((test, words) ->
                        words.transform(rdd -> (Rdd<String>) null).foreachRDD(rdd -> {})));
        provoked.put(
                "output \u2026 (\u2026 at \u2026) failed on batch \u2026: \u2026; the batch is not committed, and runs first when the program"
                        + " is started again",
                () -> run((test, words) -> words.foreachRDD(rdd -> {
                    throw new IllegalStateException("no table");
                })));
        provoked.put(
                "\u2026 threw java.lang.NullPointerException: the function returned null instead of \u2026",
                () -> run((test, words) -> words.filter(word -> null).foreachRDD(Rdd::count)));
        provoked.put(
                "\u2026 threw java.lang.NullPointerException: an element is null, and no pair: let the function before return a"
                        + " pair, or filter such elements out; \u2026",
                () -> run((test, words) -> words.<String, Long>mapToPair(word -> null)
                        .reduceByKey(Long::sum)
                        .foreachRDD(rdd -> {})));
        AtomicReference<Rdd<String>> kept = new AtomicReference<>();
        provoked.put(
                "the data of batch \u2026 was released; use remember(duration)",
                () -> run((test, words) -> words.window(SECOND).foreachRDD(rdd -> {
                    Rdd<String> before = kept.getAndSet(rdd);
                    if (before != null) before.collect();
                })));
        provoked.put(
                "\u2026() keeps elements, and these are views, which are valid during a call only: make objects of them first,"
                        + " such as map(view -> view.toString())",
                () -> run((test, words) ->
                        test.context().socketUtf8Stream("localhost", 1).foreachRDD(rdd -> rdd.collect())));
    }

    /** Runs a batch with a heap that has room for nothing. */
    private static void spill(UnaryOperator<StreamingContextBuilder> settings, Running program)
            throws InterruptedException {
        try (StreamTest test =
                StreamTest.every(SECOND, builder -> settings.apply(builder).set("headrace.spill.memory", "1"))) {
            BatchFeed<String> feed = new BatchFeed<>();
            program.write(test, test.stream(feed));
            feed.batch(Collections.nCopies(1_000, "a long word".repeat(100)));
            test.context().start();
            test.clock().advance(SECOND);
            boolean unused = test.context().awaitTerminationOrTimeout(10_000);
        }
    }

    private void spilling() {
        provoked.put(
                "\u2026: its rows take more of the heap than is allowed (\u2026 bytes, headrace.spill.memory), and a row cannot be"
                        + " written as bytes: \u2026",
                () -> spill(
                        settings -> settings,
                        (test, words) -> words.mapToPair(word -> new Tuple2<>(word, new Object()))
                                .groupByKey()
                                .foreachRDD(rdd -> {})));
        provoked.put("\u2026: its rows \u2026, and the disk does not take them: \u2026; make room in \u2026", () -> {
            Path home = Files.createDirectory(directory.resolve("full"));
            Files.writeString(home.resolve("spill"), "in the way");
            spill(
                    settings -> settings.directory(home),
                    (test, words) -> words.repartition(2).foreachRDD(rdd -> {}));
        });
        provoked.put(
                "\u2026 is kept at \u2026, which is not evicted, and memory has no room for its window: raise"
                        + " headrace.memory.limit, or use a level with disk, such as MEMORY_AND_DISK_SER",
                () -> spill(
                        settings ->
                                settings.set("headrace.memory.limit", "3000000").set("headrace.block.bytes", "65536"),
                        (test, words) -> words.window(SECOND)
                                .persist(StorageLevel.MEMORY_ONLY_SER)
                                .foreachRDD(rdd -> {})));
    }

    @Test
    void shouldRefuseKeysOfStateThatHaveNoSingleForm() throws Exception {
        List<String> messages = messages(() -> run((test, words) -> {
            PairDStream<Object, Integer> pairs = words.mapToPair(word -> new Tuple2<>(new Object(), 1));
            pairs.<Integer>updateStateByKey((values, old) -> Optional.of(1)).foreachRDD(rdd -> {});
        }));
        assertThat(messages.toString()).contains("updateStateByKey at ErrorsTest", "java.lang.Object");
    }
}
