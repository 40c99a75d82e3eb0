package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk for rows that has no room for those of a batch: the batch waits, and nothing is lost, whether there is room then or a restart. */
@Tag("root")
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SpillRoomTest {
    private static final long FEW = 100;
    private static final long MANY = 40_000;
    private static final long KEYS = 997;

    private final ManualClock clock = new ManualClock();
    private final Numbers source = new Numbers();
    private final Map<Long, List<Long>> groups = new ConcurrentSkipListMap<>();

    @TempDir
    Path temporary;

    private Path spill() {
        return temporary.resolve("context").resolve("spill");
    }

    /** Groups the numbers of each batch, on the disk when they are many. */
    private StreamingContext context() {
        StreamingContext context = StreamingContext.builder("room")
                .batchInterval(Durations.seconds(1))
                .clock(clock)
                .directory(temporary.resolve("context"))
                .durability(Durability.PROCESS)
                .set("headrace.spill.memory", "65536")
                .set("headrace.stop.timeout", "2s")
                .build();
        context.polledStream("numbers", source, Codecs.LONG)
                .mapToPair(number -> new Tuple2<>(number % KEYS, number))
                .groupByKey()
                .mapValues(SpillRoomTest::list)
                .foreachRDD(rdd -> {
                    rdd.collect().forEach(pair -> groups.merge(pair._1(), pair._2(), SpillRoomTest::both));
                });
        return context;
    }

    private static List<Long> list(Iterable<Long> values) {
        List<Long> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    private static List<Long> both(List<Long> before, List<Long> after) {
        List<Long> both = new ArrayList<>(before);
        both.addAll(after);
        return both;
    }

    private static Map<Long, List<Long>> expected(long numbers) {
        Map<Long, List<Long>> expected = new TreeMap<>();
        for (long number = 0; number < numbers; number++)
            expected.merge(number % KEYS, List.of(number), SpillRoomTest::both);
        return expected;
    }

    private long seen() {
        return groups.values().stream().mapToLong(List::size).sum();
    }

    private void await(StreamingContext context, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean())
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    /** A batch of few numbers, and then one of many, which does not fit: until it is said that it waits. */
    private void runIntoTheFullDisk(StreamingContext context, ByteArrayOutputStream said)
            throws InterruptedException, IOException {
        context.start();
        source.limit.set(FEW);
        await(context, () -> source.taken.get() == FEW);
        await(context, () -> {
            clock.advance(Durations.seconds(1));
            return seen() == FEW;
        });
        source.limit.set(MANY);
        await(context, () -> source.taken.get() == MANY);
        await(context, () -> {
            clock.advance(Durations.seconds(1));
            return said.toString(StandardCharsets.UTF_8).contains("its batch waits until there is room");
        });
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("groupByKey at SpillRoomTest.")
                .contains("No space left on device")
                .contains("headrace.spill.memory")
                .contains("make room in " + spill());
        assertThat(waits()).hasSize(1).allSatisfy(wait -> {
            assertThat(wait.where()).contains("groupByKey at SpillRoomTest.");
            assertThat(wait.what()).contains("No space left on device");
            assertThat(wait.count()).isPositive();
        });
    }

    /** What {@code headrace errors} shows of it. */
    private List<ErrorsReader.Entry> waits() throws IOException {
        return ErrorsReader.read(temporary.resolve("context").resolve("errors")).entries().stream()
                .filter(entry -> entry.where().contains("groupByKey"))
                .toList();
    }

    private void goOn(StreamingContext context) throws InterruptedException {
        await(context, () -> {
            clock.advance(Durations.seconds(1));
            return seen() >= MANY;
        });
        context.stop(true);
        assertThat(groups).isEqualTo(expected(MANY));
    }

    /** With a small disk where rows go, while what is said is caught. */
    private void onASmallDisk(String size, Body body) throws Exception {
        Files.createDirectories(spill());
        run("mount", "-t", "tmpfs", "-o", size, "tmpfs", spill().toString());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream console = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            body.run(said);
        } finally {
            System.setErr(console);
            console.print(said.toString(StandardCharsets.UTF_8));
            run("umount", "-l", spill().toString());
        }
    }

    /** What is done there. */
    interface Body {
        void run(ByteArrayOutputStream said) throws Exception;
    }

    /** One without room for the rows, and one without room for the file that they go to. */
    @ParameterizedTest
    @ValueSource(strings = {"size=128k", "size=64m,nr_inodes=1"})
    void shouldWaitUntilThereIsRoom(String size) throws Exception {
        onASmallDisk(size, said -> {
            try (StreamingContext context = context()) {
                runIntoTheFullDisk(context, said);
                run("mount", "-o", "remount,size=64m,nr_inodes=1000", spill().toString());
                goOn(context);
            }
            assertThat(spill()).as("a disk of its own").isEmptyDirectory();
        });
    }

    @Test
    void shouldStopWhileItWaitsAndLoseNothing() throws Exception {
        onASmallDisk("size=128k", said -> {
            try (StreamingContext context = context()) {
                runIntoTheFullDisk(context, said);
                context.stop(true, false);
            }
            assertThat(seen()).isEqualTo(FEW);
            run("mount", "-o", "remount,size=64m", spill().toString());
            Files.writeString(spill().resolve("rows"), "of a process that is gone");
            try (StreamingContext context = context()) {
                context.start();
                goOn(context);
            }
        });
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }
}
