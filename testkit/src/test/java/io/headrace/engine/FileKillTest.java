package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.exec.journal.AllocRecord;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Files that are moved in while the program is killed at random instants: every file is in exactly one batch of the journal, and whole.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FileKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 6);

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
        Map<String, List<Integer>> found = finish(directory, files.directory, output, durability, lines.size());
        assertThat(found.keySet()).isEqualTo(lines.keySet());
        found.forEach((file, counts) -> assertThat(counts).as(file).containsExactly(lines.get(file)));
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
            random = new java.util.Random(seed);
            thread.start();
        }

        private void run() {
            try {
                for (int number = 0; !isEnding.get(); number++) {
                    String name = "file" + number;
                    int count = random.nextInt(10) == 0 ? 20_000 : 1 + random.nextInt(10);
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < count; i++) text.append(name).append(' ').append(i).append('\n');
                    files.drop(name, System.currentTimeMillis(), text.toString());
                    lines.put(name, count);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(8)); // how fast files come
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
        public void close() throws InterruptedException {
            isEnding.set(true);
            thread.join();
        }
    }

    /** A last run, up to when every file is in a batch: of each file, how many lines each batch has. */
    private static Map<String, List<Integer>> finish(
            Path directory, Path files, Path output, Durability durability, int expected) throws Exception {
        try (StreamingContext context = FileProgram.context(directory, files, output, durability)) {
            context.start();
            Map<String, List<Integer>> found = read(directory);
            for (int looks = 0; found.size() < expected && looks < 200; looks++) {
                assertThat(context.awaitTerminationOrTimeout(50)).isFalse();
                found = read(directory);
            }
            assertThat(context.awaitTerminationOrTimeout(100)).isFalse(); // what would be taken twice is taken by then
            context.stop(true);
        }
        return read(directory);
    }

    private static Map<String, List<Integer>> read(Path directory) throws IOException {
        Map<String, List<Integer>> found = new TreeMap<>();
        Map<Long, List<String>> blocks = new HashMap<>();
        try (LogReader reader = LogReader.open(directory.resolve(Log.DIRECTORY_NAME))) {
            while (reader.next()) {
                if (reader.type() == RecordType.BLOCK) block(reader, blocks);
                else if (reader.type() == RecordType.ALLOC) batch(reader, blocks, found);
            }
        }
        return found;
    }

    private static void block(LogReader reader, Map<Long, List<String>> blocks) {
        BlockReader block = new BlockReader();
        block.wrap(reader.payloadAddress(), reader.payloadLength());
        List<String> records = new ArrayList<>();
        while (block.next()) {
            byte[] bytes = new byte[block.recordLength()];
            RawMemory.copyToArray(block.recordAddress(), bytes, 0, bytes.length);
            records.add(new String(bytes, StandardCharsets.UTF_8));
        }
        assertThat(blocks.put(block.sequence(), records)).isNull();
    }

    private static void batch(LogReader reader, Map<Long, List<String>> blocks, Map<String, List<Integer>> found) {
        AllocRecord alloc = new AllocRecord().wrap(reader.payloadAddress(), reader.payloadLength());
        alloc.rewind();
        alloc.next();
        Map<String, Integer> counts = new TreeMap<>();
        for (long sequence = alloc.first(); sequence < alloc.endBlock(); sequence++) {
            List<String> records = blocks.remove(sequence);
            for (String record : records) {
                String[] parts = record.split(" ", 2);
                int before = counts.merge(parts[0], 1, Integer::sum) - 1;
                assertThat(parts[1]).isEqualTo(String.valueOf(before)); // in order, from the first line on
            }
        }
        counts.forEach((file, count) ->
                found.computeIfAbsent(file, unused -> new ArrayList<>()).add(count));
    }
}
