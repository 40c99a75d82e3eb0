package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Windows and state over explicit batches, killed at random instants: each output of each batch is what it is when nothing is killed,
 * however often it is given, with records that throw set aside.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ExplicitKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 2);
    private static final int BATCHES = 100_000;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"PROCESS,1,2000", "PROCESS,1,3", "PROCESS,3,10", "PROCESS,0,10"})
    void shouldGiveTheSameAsWhenNothingIsKilled(Durability durability, int concurrentJobs, int checkpointBatches)
            throws Exception {
        kill(durability, concurrentJobs, checkpointBatches);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"BATCH,1,10", "RECORD,1,10", "BATCH,3,2000"})
    void shouldGiveTheSameAtLevelsThatSync(Durability durability, int concurrentJobs, int checkpointBatches)
            throws Exception {
        kill(durability, concurrentJobs, checkpointBatches);
    }

    private void kill(Durability durability, int concurrentJobs, int checkpointBatches) throws Exception {
        RandomGenerator random = Seed.random("ExplicitKillTest");
        Path directory = temporary.resolve("context");
        Path output = temporary.resolve("output");
        for (int i = 0; i < KILLS; i++) {
            ForkedProgram program = ForkedProgram.start(
                    ExplicitProgram.class,
                    directory.toString(),
                    output.toString(),
                    durability.toString(),
                    String.valueOf(concurrentJobs),
                    String.valueOf(BATCHES),
                    String.valueOf(checkpointBatches));
            program.awaitGrowth(output);
            program.killAfter(random.nextInt(300));
        }
        Map<String, String> killed = read(output);
        long last = killed.keySet().stream()
                .mapToLong(ExplicitKillTest::batchOf)
                .max()
                .orElseThrow();
        last += 100; // more than a run may have allocated ahead of its outputs
        finish(directory, output, durability, concurrentJobs, last, checkpointBatches);
        killed = read(output);
        Path plainOutput = temporary.resolve("plain output");
        finish(temporary.resolve("plain"), plainOutput, Durability.PROCESS, 1, last, BATCHES);
        Map<String, String> plain = read(plainOutput);
        assertThat(killed.keySet()).isEqualTo(plain.keySet());
        for (Map.Entry<String, String> expected : plain.entrySet())
            assertThat(killed.get(expected.getKey())).as(expected.getKey()).isEqualTo(expected.getValue());
        assertThat(plain).hasSizeGreaterThan(100);
    }

    /** Runs up to the last batch. */
    private static void finish(
            Path directory, Path output, Durability durability, int concurrentJobs, long last, int checkpointBatches)
            throws Exception {
        try (StreamingContext context = ExplicitProgram.context(
                directory,
                output,
                durability,
                concurrentJobs,
                last * ExplicitProgram.BATCH_MILLIS,
                checkpointBatches)) {
            AtomicLong time = new AtomicLong();
            context.addBatchTimes((millis, records, delay, processing) -> time.set(millis));
            context.start();
            while (time.get() < last * ExplicitProgram.BATCH_MILLIS)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }
    }

    /** By batch and output; what is given again must be the same. */
    private static Map<String, String> read(Path output) throws Exception {
        Map<String, String> lines = new TreeMap<>();
        for (String line : Files.readAllLines(output)) {
            if (!line.endsWith(" .")) continue; // torn by a kill
            String[] parts = line.split(" ", 3);
            String earlier = lines.put(parts[0] + " " + parts[1], parts[2]);
            if (earlier != null)
                assertThat(parts[2]).as("%s %s again", parts[0], parts[1]).isEqualTo(earlier);
        }
        return lines;
    }

    private static long batchOf(String key) {
        return Long.parseLong(key.split(" ", 2)[0]);
    }
}
