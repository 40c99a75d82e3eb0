package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a directory's next run knows of the files that the runs before took. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class FileRestartTest {
    private static final int ROLL_BYTES = 512 << 10;

    @TempDir
    Path temporary;

    private final ManualClock clock = new ManualClock();
    private final List<String> given = new CopyOnWriteArrayList<>();
    private DroppedFiles files;
    private Durability durability = Durability.PROCESS;
    private String remember = "10s";

    @BeforeEach
    void makeDirectory() throws IOException {
        files = new DroppedFiles(temporary);
    }

    /** One run of the program; it lasts until the batch of the clock's time. */
    private final class Run implements AutoCloseable {
        private final AtomicLong done = new AtomicLong();
        private final StreamingContext context;

        Run() {
            this(lines -> {});
        }

        Run(Consumer<DStream<String>> more) {
            context = StreamingContext.getOrCreate(temporary.resolve("context"), () -> {
                StreamingContext made = StreamingContext.builder("files")
                        .batchInterval(Durations.milliseconds(100))
                        .clock(clock)
                        .durability(durability)
                        .set("headrace.log.roll.bytes", String.valueOf(ROLL_BYTES))
                        .set("headrace.block.bytes", "65536")
                        .set("headrace.files.min.remember", remember)
                        .set("headrace.checkpoint.interval", "100ms")
                        .build();
                DStream<String> lines = made.textFileStream(files.directory.toString());
                more.accept(lines);
                lines.foreachRDD(rdd -> given.addAll(
                        rdd.map(line -> line.split(" ", 2)[0]).distinct().collect()));
                return made;
            });
            context.addBatchTimes((time, records, delay, processing) -> done.set(time));
            context.start();
        }

        void advance(int batches) throws InterruptedException {
            for (int i = 0; i < batches; i++) {
                clock.advance(Durations.milliseconds(100));
                await();
            }
        }

        void await() throws InterruptedException {
            while (done.get() < clock.millis())
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @Test
    void shouldNotTakeAFileAgain() throws Exception {
        files.drop("a", 10, "a\n");
        try (Run run = new Run()) {
            run.advance(2);
        }
        files.drop("b", 250, "b\n");
        try (Run run = new Run()) {
            run.advance(1);
        }
        try (Run run = new Run()) {
            run.advance(3);
        }

        assertThat(given).containsExactly("a", "b");
    }

    @Test
    void shouldTakeWhatCameWhileItWasDownHoweverLong() throws Exception {
        try (Run run = new Run()) {
            run.advance(2);
        }
        files.drop("a", 300, "a\n");
        clock.advance(Durations.minutes(10)); // more ticks than are made up for
        files.drop("b", 500_000, "b\n");
        try (Run run = new Run()) {
            run.await();
        }

        assertThat(given).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void shouldKnowWhatItTookThoughTheLogGoesOn() throws Exception {
        List<String> expected = new ArrayList<>();
        String filler = "x".repeat(999);
        try (Run run = new Run()) {
            for (int i = 0; i < 30; i++) {
                String name = "f" + i;
                expected.add(name);
                files.drop(name, clock.millis() + 10, (name + " " + filler + "\n").repeat(60));
                run.advance(1);
            }
        }
        assertThat(rolls()).as("the log has several files").isGreaterThan(2);
        try (Run run = new Run()) {
            run.advance(5);
        }

        assertThat(given).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldKnowWhatItTookBeforeACheckpoint() throws Exception {
        files.drop("a", 10, "a\n");
        try (Run run = new Run(FileRestartTest::count)) {
            do run.advance(1);
            while (checkpoints() == 0);
        }
        files.drop("b", clock.millis() + 10, "b\n");
        try (Run run = new Run(FileRestartTest::count)) {
            run.advance(3);
        }
        try (Run run = new Run(FileRestartTest::count)) {
            run.advance(3);
        }

        assertThat(given).containsExactly("a", "b");
    }

    @Test
    void shouldKnowWhatItTookWithoutALog() throws Exception {
        durability = Durability.OFF;
        files.drop("a", 10, "a\n");
        try (Run run = new Run(FileRestartTest::count)) {
            run.advance(3);
            run.context.stop(true);
        }
        files.drop("b", clock.millis() + 10, "b\n");
        try (Run run = new Run(FileRestartTest::count)) {
            run.advance(3);
        }

        assertThat(given).containsExactly("a", "b");
    }

    private static void count(DStream<String> lines) {
        lines.mapToPair(line -> new Tuple2<>(line, 1))
                .<Integer>updateStateByKey((ones, sum) -> Optional.of(sum.orElse(0) + ones.size()))
                .foreachRDD(rdd -> rdd.collect());
    }

    private long checkpoints() throws IOException {
        Path checkpoints = temporary.resolve("context").resolve("checkpoint");
        if (!Files.exists(checkpoints)) return 0;
        try (Stream<Path> all = Files.list(checkpoints)) {
            return all.filter(path -> path.getFileName().toString().endsWith(".manifest"))
                    .count();
        }
    }

    private long rolls() throws IOException {
        try (Stream<Path> all = Files.walk(temporary.resolve("context").resolve(Log.DIRECTORY_NAME))) {
            return all.filter(path -> path.toString().endsWith(".cq4")).count();
        }
    }

    @Test
    void shouldForgetOldBatchesOfFiles() throws Exception {
        String filler = "x".repeat(999);
        try (Run run = new Run()) {
            for (int i = 0; i < 200; i++) {
                String name = "f" + i;
                Path file = files.drop(name, clock.millis() + 10, (name + " " + filler + "\n").repeat(60));
                run.advance(1);
                Files.delete(file);
            }
            long before = rolls();
            run.advance(110);
            files.drop("last", clock.millis() + 10, ("last " + filler + "\n").repeat(60));
            run.advance(1);
            while (rolls() >= before)
                assertThat(run.context.awaitTerminationOrTimeout(5)).isFalse();
        }

        assertThat(given).hasSize(201).doesNotHaveDuplicates();
    }

    /** The log has forgotten what was taken then; so the longer time begins with the change. */
    @Test
    void shouldNotTakeAFileAgainWhenItRemembersForLonger() throws Exception {
        remember = "1s";
        String filler = "x".repeat(999);
        List<String> expected = new ArrayList<>();
        try (Run run = new Run()) {
            for (int i = 0; i < 60; i++) {
                expected.add("f" + i);
                files.drop("f" + i, clock.millis() + 10, ("f" + i + " " + filler + "\n").repeat(60));
                run.advance(1);
            }
        }
        remember = "100s";
        for (String name : List.of("g", "h")) {
            try (Run run = new Run()) {
                run.advance(2);
                expected.add(name);
                files.drop(name, clock.millis() - 150, name + "\n"); // within the time that holds now
                run.advance(1);
            }
        }
        assertThat(given).containsExactlyElementsOf(expected);
    }
}
