package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that are moved in while the program is killed at random instants: every file is in exactly one batch, and whole.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FileKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 4);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"PROCESS"})
    void shouldHaveEachFileInOneBatch(Durability durability) throws Exception {
        kill(durability);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"BATCH", "RECORD"})
    void shouldHaveEachFileInOneBatchAtLevelsThatSync(Durability durability) throws Exception {
        kill(durability);
    }

    private void kill(Durability durability) throws Exception {
        RandomGenerator random = Seed.random("FileKillTest");
        Path directory = temporary.resolve("context");
        Path output = temporary.resolve("output");
        DroppedFiles files = new DroppedFiles(temporary);
        Map<String, Integer> lines = new TreeMap<>();
        try (Dropping dropping = new Dropping(files, lines, random.nextLong())) {
            for (int i = 0; i < KILLS; i++) {
                ForkedProgram program = ForkedProgram.start(
                        FileProgram.class,
                        directory.toString(),
                        files.directory.toString(),
                        output.toString(),
                        durability.toString());
                program.awaitGrowth(output);
                program.killAfter(random.nextInt(300));
            }
            dropping.end();
        }
        finish(directory, files.directory, output, durability, lines.size());
        Map<String, List<Integer>> found = read(output);
        lines.forEach((file, count) -> assertThat(found.get(file)).as(file).containsExactly(count));
        assertThat(found).hasSameSizeAs(lines);
        assertThat(lines).hasSizeGreaterThan(KILLS);
    }

    /** Moves in a file now and then, of one line or of more than a block. */
    private static final class Dropping implements AutoCloseable {
        private final DroppedFiles files;
        private final Map<String, Integer> lines;
        private final RandomGenerator random;
        private final AtomicBoolean isEnding = new AtomicBoolean();
        private final Thread thread = new Thread(this::run, "dropping files");
        private volatile Exception failure;

        Dropping(DroppedFiles files, Map<String, Integer> lines, long seed) {
            this.files = files;
            this.lines = lines;
            random = new Random(seed);
            thread.start();
        }

        private void run() {
            try {
                for (int number = 0; !isEnding.get(); number++) {
                    String name = "file" + number;
                    int count = random.nextInt(10) == 0 ? 20_000 : 1 + random.nextInt(10);
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < count; i++)
                        text.append(name).append(' ').append(i).append('\n');
                    files.drop(name, System.currentTimeMillis(), text.toString());
                    lines.put(name, count);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(40)); // how fast files come
                }
            } catch (Exception e) {
                failure = e;
            }
        }

        void end() throws Exception {
            isEnding.set(true);
            thread.join();
            if (failure != null) throw failure;
        }

        @Override
        public void close() {
            isEnding.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the test is being ended; so is the thread
            }
        }
    }

    /** A last run, up to when every file is in a batch. */
    private static void finish(Path directory, Path files, Path output, Durability durability, int expected)
            throws Exception {
        try (StreamingContext context = FileProgram.context(directory, files, output, durability)) {
            context.start();
            for (int looks = 0; read(output).size() < expected && looks < 200; looks++)
                assertThat(context.awaitTerminationOrTimeout(50)).isFalse();
            assertThat(context.awaitTerminationOrTimeout(100)).isFalse(); // what would be taken twice is taken by then
            context.stop(true);
        }
    }

    /** Of each file, how many lines each batch has. A batch that is given again must be the same. */
    private static Map<String, List<Integer>> read(Path output) throws IOException {
        Map<String, String> batches = new LinkedHashMap<>();
        for (String line : Files.readAllLines(output)) {
            if (!line.endsWith(" .")) continue; // torn by a kill
            String batch = line.substring(0, line.indexOf(' '));
            String earlier = batches.put(batch, line);
            if (earlier != null) assertThat(line).isEqualTo(earlier);
        }
        Map<String, List<Integer>> found = new TreeMap<>();
        for (String line : batches.values()) {
            for (String part : line.substring(line.indexOf(' ') + 1).split(" ", -1)) {
                if (part.equals(".")) continue;
                String[] count = part.split("=", 2);
                found.computeIfAbsent(count[0], unused -> new ArrayList<>()).add(Integer.valueOf(count[1]));
            }
        }
        return found;
    }
}
