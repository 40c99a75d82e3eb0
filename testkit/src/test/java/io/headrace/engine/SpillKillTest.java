package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.Seed;
import io.headrace.sink.BatchId;
import io.headrace.wal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Windows and groups that lie on the disk, killed at random instants: what they give is what the journalled batches give. */
@Tag("crash")
@Timeout(value = 2, unit = TimeUnit.HOURS) // for long runs; each step has a deadline
class SpillKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 5);

    @TempDir
    Path temporary;

    @Test
    void shouldGiveTheWindowsOfTheJournalledBatches() throws Exception {
        RandomGenerator random = Seed.random("SpillKillTest");
        Path directory = temporary.resolve("context");
        Path output = temporary.resolve("output");
        Path rows = directory.resolve("spill").resolve("rows");
        int left = 0;
        for (int i = 0; i < KILLS; i++) {
            ForkedProgram program = ForkedProgram.start(
                    SpillProgram.class, directory.toString(), output.toString(), Durability.PROCESS.toString());
            program.awaitGrowth(output);
            program.killAfter(random.nextInt(300));
            if (Files.exists(rows)) left++;
        }
        assertThat(left).as("kills that have left a file of rows").isPositive();
        try (StreamingContext context = SpillProgram.context(directory, output, Durability.PROCESS)) {
            context.start();
            assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
            context.stop(true);
        }
        assertThat(rows.getParent()).doesNotExist();
        compare(Files.readAllLines(output), JournalModel.read(directory));
    }

    private static void compare(List<String> lines, JournalModel model) {
        Set<String> whole = new HashSet<>(lines);
        List<JournalModel.Numbered> before = new ArrayList<>();
        int checked = 0;
        for (Map.Entry<BatchId, JournalModel.Numbered> batch : model.batches.entrySet()) {
            before.add(batch.getValue());
            BatchId id = batch.getKey();
            List<String> expected = new ArrayList<>();
            expected.add("texts " + line(id, before, SpillProgram.TEXT_BATCHES, SpillKillTest::texts));
            expected.add("groups " + line(id, before, SpillProgram.GROUP_BATCHES, List::toString));
            if (batch.getValue().tick() % SpillProgram.SUM_SLIDE == 0)
                expected.add("sums " + line(id, before, SpillProgram.SUM_BATCHES, SpillKillTest::sum));
            assertThat(whole).containsAll(expected);
            expected.forEach(whole::remove);
            checked++;
        }
        assertThat(checked).isGreaterThan(3 * KILLS);
        // What is left was torn by a kill: then it is the beginning of a line that was given again.
        whole.forEach(torn -> assertThat(
                        lines.stream().filter(line -> line.startsWith(torn)).count())
                .as(torn)
                .isGreaterThan(1));
    }

    private static String texts(List<Long> values) {
        return values.stream().map(value -> value + ",").collect(Collectors.joining());
    }

    private static String sum(List<Long> values) {
        return String.valueOf(values.stream().mapToLong(value -> value).sum());
    }

    private static String line(
            BatchId id, List<JournalModel.Numbered> batches, int window, Function<List<Long>, String> inWords) {
        long tick = batches.get(batches.size() - 1).tick();
        Map<Long, List<Long>> values = new TreeMap<>();
        for (JournalModel.Numbered batch : batches) {
            if (batch.tick() <= tick - window) continue;
            for (long number : batch.numbers())
                values.computeIfAbsent(number % SpillProgram.KEYS, any -> new ArrayList<>())
                        .add(number + 1);
        }
        List<Tuple2<Long, String>> pairs = new ArrayList<>();
        values.forEach((key, list) -> pairs.add(new Tuple2<>(key, inWords.apply(list))));
        return SpillProgram.line(id.toString(), pairs);
    }
}
