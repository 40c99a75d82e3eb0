package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a body of foreachRDD may rely on: a batch that it is given again after a kill has the same id, time and partitions, with the same rows,
 * so who keeps (id, partition) knows what it has.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ForeachKillTest {
    @TempDir
    Path directory;

    @Test
    void shouldGiveABatchAgainUnderTheSameIdTimeAndPartitions() throws Exception {
        RandomGenerator random = Seed.random("ForeachKillTest");
        Path output = directory.resolve("output");
        for (int kills = 0; again(output) < 3 && kills < 20; kills++) { // a batch that it hits may be empty
            ForkedProgram program = start("-Dheadrace.crash.point=BEFORE_COMMIT:" + (3 + random.nextInt(20)));
            assertThat(program.awaitEnd()).as(program.said()).isEqualTo(CrashPoints.EXIT_CODE);
        }
        ForkedProgram last = start();
        last.awaitGrowth(output);
        last.killAfter(200);
        assertThat(again(output)).isGreaterThanOrEqualTo(3);
    }

    /** How many partitions of batches were given again; they must be the same. */
    private static int again(Path output) throws IOException {
        if (!Files.exists(output)) return 0;
        Map<String, String> seen = new HashMap<>();
        int again = 0;
        for (String line : Files.readAllLines(output)) {
            if (!line.endsWith(" .")) continue; // torn by a kill
            String[] words = line.split(" ", -1);
            String before = seen.put(words[0] + " partition " + words[2], line);
            if (before == null) continue;
            again++;
            assertThat(line).isEqualTo(before);
        }
        return again;
    }

    private ForkedProgram start(String... options) throws Exception {
        return ForkedProgram.start(
                List.of(options),
                ForeachProgram.class,
                directory.resolve("context").toString(),
                directory.resolve("output").toString());
    }
}
