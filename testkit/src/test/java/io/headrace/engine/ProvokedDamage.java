package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.Tuple2;
import io.headrace.sink.BatchId;
import io.headrace.sink.FileSink;
import io.headrace.sink.SinkBatch;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Directories that are damaged, and sinks that do not fit: what a start says of each. */
final class ProvokedDamage {
    private static final String BEGIN_ANEW = "put the missing files back, or begin with an empty directory";

    private final Path root;
    private int copies;

    private ProvokedDamage(Path root) {
        this.root = root;
    }

    /** Each message with what provokes it. */
    static Map<String, ErrorsTest.Wrong> in(Path root) throws Exception {
        ProvokedDamage damage = new ProvokedDamage(root);
        Map<String, ErrorsTest.Wrong> provoked = new LinkedHashMap<>();
        damage.logs(provoked);
        damage.others(provoked);
        damage.otherDurability(provoked);
        damage.sinks(provoked);
        damage.windows(provoked);
        return provoked;
    }

    private void logs(Map<String, ErrorsTest.Wrong> provoked) throws Exception {
        Path stateful = root.resolve("stateful");
        run(stateful, 0, 2, true);
        run(stateful, 2, 2, true);
        provoked.put("\u2026 is damaged at offset \u2026: \u2026 should stand here: \u2026", () -> {
            Path to = copy(stateful);
            delete(to.resolve("checkpoint"));
            Path roll = files(to, ".cq4").get(0);
            byte[] bytes = Files.readAllBytes(roll);
            bytes[1_000] ^= 1; // in the first records
            Files.write(roll, bytes);
            run(to, 4, 1, true);
        });
        provoked.put(
                "the state of operator \u2026 began before the oldest record of the log, so there was a checkpoint,"
                        + " and it is gone: put the directory checkpoint/ back, or begin with an empty directory",
                () -> {
                    Path to = copy(stateful);
                    delete(to.resolve("checkpoint"));
                    Files.delete(files(to, ".cq4").get(0));
                    run(to, 4, 1, true);
                });
        provoked.put(
                "\u2026 goes on in the log, and there is none in \u2026: put it back, or begin with an empty directory",
                () -> {
                    Path to = copy(stateful);
                    delete(to.resolve("log"));
                    run(to, 4, 1, true);
                });
        provoked.put(
                "\u2026 goes on at \u2026 of the log, which has the rolls \u2026 up to \u2026: " + BEGIN_ANEW, () -> {
                    Path to = copy(stateful);
                    List<Path> rolls = files(to, ".cq4");
                    Files.delete(rolls.get(rolls.size() - 1));
                    run(to, 4, 1, true);
                });
        provoked.put(
                "manifest \u2026 has version \u2026; this build reads version \u2026: was it written by a newer one?",
                () -> {
                    Path to = copy(stateful);
                    for (Path manifest : files(to, ".manifest")) makeNewer(manifest);
                    run(to, 4, 1, true);
                });
        Path plain = root.resolve("plain");
        run(plain, 0, 2, false);
        run(plain, 2, 0, false);
        provoked.put(
                "the log begins with record \u2026 at \u2026, and something before that is needed: \u2026; "
                        + BEGIN_ANEW,
                () -> {
                    Path to = copy(plain);
                    Files.delete(files(to, ".cq4").get(0));
                    run(to, 2, 1, false);
                });
    }

    private static void makeNewer(Path manifest) throws IOException {
        byte[] newer = Files.readAllBytes(manifest);
        newer[4] = 2;
        CRC32C crc = new CRC32C();
        crc.update(newer, 0, 12);
        crc.update(newer, 16, newer.length - 16);
        ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
        Files.write(manifest, newer);
    }

    /** A log is neither forgotten nor made up for what has none. */
    private void otherDurability(Map<String, ErrorsTest.Wrong> provoked) {
        provoked.put(
                "the directory \u2026 was begun with a log, and durability OFF would forget what it holds: set"
                        + " headrace.log.durability to what it was, or begin with an empty directory",
                () -> {
                    Path logged = root.resolve("logged");
                    run(logged, 0, 1, true);
                    run(logged, 1, 1, true, "headrace.log.durability", "OFF");
                });
        provoked.put(
                "the directory \u2026 was begun at durability OFF, and its checkpoints go on without a log: set"
                        + " headrace.log.durability=OFF, or begin with an empty directory",
                () -> {
                    Path unlogged = root.resolve("unlogged");
                    run(unlogged, 0, 1, true, "headrace.log.durability", "OFF");
                    run(unlogged, 1, 1, true);
                });
    }

    private void others(Map<String, ErrorsTest.Wrong> provoked) {
        Path off = root.resolve("off");
        provoked.put("\u2026: write a number there that no start before can have reached", () -> {
            run(off, 0, 1, true, "headrace.log.durability", "OFF");
            Files.writeString(off.resolve("incarnation"), "x");
            run(off, 1, 1, true, "headrace.log.durability", "OFF");
        });
        provoked.put(
                "headrace.directory is \u2026, which cannot be written (\u2026): make room if its disk is full, run the program"
                        + " as the user whose directory it is, or name another one",
                () -> {
                    Path foreign = root.resolve("foreign");
                    Files.createDirectories(foreign.resolve("lock")); // cannot be opened for writing, by root neither
                    run(foreign, 0, 1, false);
                });
        provoked.put("\u2026 is in use by \u2026: stop that one, or give this one a directory of its own", () -> {
            Path taken = root.resolve("taken");
            try (StreamTest first = test(taken)) {
                first.stream(new BatchFeed<Long>()).foreachRDD(rdd -> {});
                first.context().start();
                run(taken, 0, 1, false);
            }
        });
    }

    private void sinks(Map<String, ErrorsTest.Wrong> provoked) {
        provoked.put("\u2026: \u2026 could not be opened: \u2026", () -> {
            RecordingSink sink = new RecordingSink();
            sink.failures.put("open", 1);
            run(sink, root.resolve("unopened"));
        });
        provoked.put(
                "\u2026: \u2026 holds \u2026, which no start before this one can have written, for this is number \u2026 of its"
                        + " directory: the directory is another one, or an older copy. Bring back the directory that the sink was"
                        + " written from, or give the output a new sink",
                () -> {
                    RecordingSink sink = new RecordingSink();
                    sink.last = new SinkBatch(new BatchId(9, 1), 1_000);
                    run(sink, root.resolve("later"));
                });
        provoked.put(
                "\u2026: \u2026 holds \u2026, and the log ends with batch number \u2026: it lost what came later in a"
                        + " power cut. Set headrace.sink.ahead=SKIP to leave out batches up to the sink's time, or REPEAT"
                        + " to write all new ones, with rows that the sink has already; durability BATCH prevents it",
                () -> {
                    Path ahead = root.resolve("ahead");
                    run(ahead, 0, 1, false);
                    RecordingSink sink = new RecordingSink();
                    sink.last = new SinkBatch(new BatchId(1, 5), 5_000);
                    run(sink, ahead);
                });
        provoked.put(
                "\u2026: its sink is that of \u2026; a sink remembers the batches of one output, make a second one",
                () -> {
                    RecordingSink sink = new RecordingSink();
                    try (StreamTest test = test(root.resolve("one sink"))) {
                        test.stream(new BatchFeed<Long>()).name("a").sinkTo(sink);
                        test.stream(new BatchFeed<Long>()).name("b").sinkTo(sink);
                        test.context().start();
                    }
                });
        provoked.put("\u2026 cannot be exactly once: \u2026, or use foreachRDD, which is at least once", () -> {
            try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
                test.stream(new BatchFeed<Long>()).sinkTo(new RecordingSink());
                test.context().start();
            }
        });
        provoked.put(
                "\u2026 is damaged\u2026. It names the last batch of these files; without it batches may be written"
                        + " twice. Restore it, or begin with an empty directory",
                () -> {
                    Path files = Files.createDirectories(root.resolve("files"));
                    Files.writeString(files.resolve(".manifest"), "x\n");
                    try (StreamTest test = test(root.resolve("of the files"))) {
                        test.stream(new BatchFeed<Long>()).sinkTo(FileSink.lines(files));
                        test.context().start();
                    }
                });
        provoked.put(
                "\u2026 could not be written, in \u2026 tries within \u2026 s: \u2026. Nothing is lost: make it"
                        + " writable and start the program again; headrace.sink.retries and headrace.sink.retry.delay say"
                        + " how long it is waited for",
                () -> {
                    RecordingSink sink = new RecordingSink();
                    sink.failures.put("commit", 9);
                    run(sink, root.resolve("unwritten"));
                });
    }

    private void windows(Map<String, ErrorsTest.Wrong> provoked) {
        provoked.put(
                "\u2026 has totals of other partitions than its \u2026: \u2026; a window with an inverse keeps the number of"
                        + " partitions and the partitioner that it was begun with: set them again, or begin with an empty"
                        + " directory",
                () -> {
                    Path windows = root.resolve("windows");
                    window(windows, 8);
                    window(windows, 1);
                });
    }

    private static void window(Path directory, int partitions) throws Exception {
        BatchFeed<Long> feed = new BatchFeed<>();
        feed.batch(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        Duration second = Durations.seconds(1);
        try (StreamTest test = test(directory)) {
            test.stream(feed)
                    .mapToPair(n -> new Tuple2<>(n, 1L))
                    .reduceByKeyAndWindow(Long::sum, (a, b) -> a - b, second, second, partitions, pair -> true)
                    .name("totals")
                    .foreachRDD(rdd -> {});
            test.advance();
        }
    }

    private static StreamTest test(Path directory, String... settings) {
        return StreamTest.every(Durations.seconds(1), builder -> {
            builder.set("headrace.sink.retry.delay", "1ms")
                    .set("headrace.block.bytes", "65536")
                    .set("headrace.log.roll.bytes", "524288");
            for (int i = 0; i < settings.length; i += 2) builder.set(settings[i], settings[i + 1]);
            return builder.directory(directory);
        });
    }

    private static void run(RecordingSink sink, Path directory) throws Exception {
        BatchFeed<Long> feed = new BatchFeed<>();
        feed.batch(1L);
        try (StreamTest test = test(directory)) {
            test.stream(feed).sinkTo(sink);
            test.advance();
        }
    }

    /** Some batches behind the time where the one before ended. */
    private static void run(Path directory, int begin, int batches, boolean isStateful, String... settings)
            throws Exception {
        BatchFeed<Long> feed = new BatchFeed<>();
        for (int i = 0; i < batches; i++) feed.batch((long) i);
        try (StreamTest test = test(directory, settings)) {
            test.clock().set(Instant.ofEpochSecond(begin));
            PairDStream<Long, Long> pairs = test.stream(feed).mapToPair(n -> new Tuple2<>(n, 1L));
            if (!isStateful) pairs.foreachRDD(rdd -> {});
            else
                pairs.<Long>updateStateByKey((values, state) -> Optional.of(state.orElse(0L) + values.size()))
                        .foreachRDD(rdd -> {});
            test.context().start();
            test.advance(batches);
        }
    }

    private Path copy(Path from) throws IOException {
        Path to = root.resolve("copy " + copies++);
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList())
                Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
        return to;
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
