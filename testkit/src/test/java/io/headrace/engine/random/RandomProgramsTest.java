package io.headrace.engine.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that nobody wrote, on the engine and on plain collections: every output of every batch is the same. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RandomProgramsTest {
    private static final int BATCHES = 10;
    private static final int PROGRAMS = Integer.getInteger("headrace.test.programs", 400);

    /** So many are shown. */
    private static final int MOST_FAILURES = 4;

    @TempDir
    Path directory;

    private int trials;

    @Test
    void shouldGiveWhatPlainCollectionsGive() throws Exception {
        List<String> failures = new ArrayList<>();
        RandomGenerator seeds = Seed.random("RandomProgramsTest");
        for (int i = 0; i < PROGRAMS; i++) {
            RandomGenerator random = new Random(seeds.nextLong());
            int batches = 2 + random.nextInt(BATCHES);
            RandomProgram program = RandomProgram.random(random, batches);
            Setup setup = Setup.random(random, batches);
            if (program.outputs().isEmpty()) continue;
            if (difference(program, setup) != null) failures.add(report(i, program, setup));
            if (failures.size() == MOST_FAILURES) break;
        }
        assertThat(failures).as("programs that gave something else").isEmpty();
    }

    private String report(int number, RandomProgram program, Setup setup) {
        Shrinker shrinker = new Shrinker(program, setup, (smaller, with) -> difference(smaller, with) != null);
        shrinker.shrink();
        String difference = difference(shrinker.program(), shrinker.setup());
        return String.format(
                "%nprogram %d:%n%s%s%s%n  shrunk from%n%s%s",
                number,
                shrinker.program().code(),
                shrinker.setup().code(),
                difference == null ? "(not again: " + difference(program, setup) + ")" : difference,
                program.code(),
                setup.code());
    }

    private @Nullable String difference(RandomProgram program, Setup setup) {
        List<Traits> traits = program.traits();
        if (traits == null) throw new AssertionError("no program:\n" + program.code());
        Path own = setup.durable() ? directory.resolve("trial-" + trials++) : null;
        try {
            return new Trial(program, traits, setup, own).difference();
        } finally {
            if (own != null) delete(own);
        }
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) return;
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
