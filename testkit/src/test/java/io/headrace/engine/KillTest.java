package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.Seed;
import io.headrace.sink.BatchId;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engine killed at random instants: what it gives is what its own journalled batches give when they are computed once, in order; and
 * every number of the source is in exactly one of them.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 6);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"PROCESS"})
    void shouldCountEachNumberOnceHoweverOftenItIsKilled(Durability durability) throws Exception {
        kill(durability, KILLS);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"BATCH", "RECORD"})
    void shouldCountEachNumberOnceAtLevelsThatSync(Durability durability) throws Exception {
        kill(durability, KILLS);
    }

    private void kill(Durability durability, int kills) throws Exception {
        RandomGenerator random = Seed.random("KillTest");
        Path directory = temporary.resolve("context");
        Path output = temporary.resolve("output");
        for (int i = 0; i < kills; i++) {
            ForkedProgram program = ForkedProgram.start(
                    CountingProgram.class, directory.toString(), output.toString(), durability.toString());
            program.awaitGrowth(output);
            program.killAfter(random.nextInt(400));
        }
        finish(directory, output, durability);
        compare(directory, output);
    }

    /** A last run, in this process, that ends in order. */
    private static void finish(Path directory, Path output, Durability durability) throws Exception {
        try (StreamingContext context = CountingProgram.context(directory, output, durability)) {
            context.start();
            assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
            context.stop(true);
        }
    }

    private static void compare(Path directory, Path output) throws IOException {
        JournalModel model = JournalModel.read(directory);
        List<String> lines = new ArrayList<>(Files.readAllLines(output));
        assertThat(lines).hasSizeGreaterThan(KILLS);
        String before = "";
        int compared = 0;
        for (String line : lines) {
            BatchId id = idOf(line);
            if (!model.lines.containsKey(id)) continue; // torn: the process died while it was written
            if (!line.equals(model.lines.get(id)) && !model.lines.get(id).startsWith(line))
                assertThat(line).isEqualTo(model.lines.get(id));
            compared++;
            before = line;
        }
        assertThat(compared).isGreaterThan(KILLS);
        assertThat(before).as("the last output is the last batch's").isEqualTo(last(model));
        assertThat(model.numbers).isPositive();
    }

    private static String last(JournalModel model) {
        String last = "";
        for (String line : model.lines.values()) last = line;
        return last;
    }

    private static BatchId idOf(String line) {
        String[] parts = line.split(" ", 2)[0].split("-", 2);
        return new BatchId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }
}
