package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Joins of views, ended and killed at random instants: what they give is what the journalled batches give. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ViewJoinKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 3);
    private static final Durability DURABILITY = Durability.PROCESS;

    @TempDir
    Path temporary;

    private Path directory() {
        return temporary.resolve("context");
    }

    private Path output() {
        return temporary.resolve("output");
    }

    private void runOn() throws Exception {
        try (StreamingContext context = ViewJoinProgram.context(directory(), output(), DURABILITY)) {
            context.start();
            assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
            context.stop(true);
        }
    }

    private int compare() throws Exception {
        return ViewJoinProgram.compare(Files.readAllLines(output()), JournalModel.read(directory()));
    }

    @Test
    void shouldGiveThePairsOfTheJournalledBatches() throws Exception {
        RandomGenerator random = Seed.random("ViewJoinKillTest");
        for (int i = 0; i < KILLS; i++) {
            ForkedProgram program = ForkedProgram.start(
                    ViewJoinProgram.class, directory().toString(), output().toString(), DURABILITY.toString());
            program.awaitGrowth(output());
            program.killAfter(random.nextInt(300));
        }
        runOn();
        assertThat(compare()).isGreaterThan(10 * KILLS);
    }

    /** The window is whole again after a restart, as if there had been none. */
    @Test
    void shouldGoOnWithItsWindow() throws Exception {
        for (int i = 0; i < 3; i++) runOn();
        assertThat(compare()).isGreaterThan(30);
    }
}
