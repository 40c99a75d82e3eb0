package io.headrace.engine.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that nobody wrote, on the engine and on plain collections: every output of every batch is the same. What is written on views is
 * run a second time on objects.
 *
 * <p>Each program has a seed of its own: with {@code -Dheadrace.test.programs=1} and the seed that a failure names, it is run alone.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class RandomProgramsTest {
    private static final int BATCHES = 10;
    private static final int PROGRAMS = Integer.getInteger("headrace.test.programs", 500);

    /** Several contexts live at the same time, as they do in services. */
    private static final int AT_ONCE = 2;

    /** So many are shown. */
    private static final int MOST_FAILURES = 4;

    @TempDir
    Path directory;

    private final AtomicInteger trials = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    @Test
    void shouldGiveWhatPlainCollectionsGive() throws Exception {
        RandomGenerator seeds = Seed.random("RandomProgramsTest");
        ExecutorService runners = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<Integer>> runs = new ArrayList<>();
        try {
            for (int i = 0; i < PROGRAMS; i++) {
                // The first one's is the seed that was given: so one is run alone.
                Long given = i == 0 ? Long.getLong("headrace.test.seed") : null;
                long seed = given == null ? seeds.nextLong() : given;
                runs.add(runners.submit(() -> run(seed)));
            }
            int programs = 0;
            for (Future<Integer> run : runs) programs += run.get();
            System.out.println("RandomProgramsTest: " + programs + " programs, " + trials + " runs");
        } finally {
            runners.shutdownNow();
            runners.awaitTermination(1, TimeUnit.MINUTES);
        }
        assertThat(failures).as("programs that gave something else").isEmpty();
    }

    /** Gives how many programs it has run: 1, or 0 where the seed makes none. */
    private int run(long seed) {
        if (failures.size() >= MOST_FAILURES) return 0;
        RandomGenerator random = new Random(seed);
        int batches = 2 + random.nextInt(BATCHES);
        RandomProgram program = RandomProgram.random(random, batches);
        Setup setup = Setup.random(random, batches);
        if (program.outputs().isEmpty()) return 0;
        if (difference(program, setup) != null) failures.add(report(seed, program, setup));
        else if (program.hasViews() && difference(program, setup.onObjects()) != null)
            failures.add(report(seed, program, setup.onObjects()));
        return 1;
    }

    private String report(long seed, RandomProgram program, Setup setup) {
        Shrinker shrinker = new Shrinker(program, setup, (smaller, with) -> difference(smaller, with) != null);
        shrinker.shrink();
        String difference = difference(shrinker.program(), shrinker.setup());
        return String.format(
                "%n-Dheadrace.test.programs=1 -Dheadrace.test.seed=%d%n%s%s%s%n  shrunk from%n%s%s",
                seed,
                shrinker.program().code(),
                shrinker.setup().code(),
                difference == null ? "(not again: " + difference(program, setup) + ")" : difference,
                program.code(),
                setup.code());
    }

    private @Nullable String difference(RandomProgram program, Setup setup) {
        List<Traits> traits = program.traits();
        if (traits == null) throw new AssertionError("no program:\n" + program.code());
        int number = trials.incrementAndGet();
        Path own = setup.durable() ? directory.resolve("trial-" + number) : null;
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
            throw new UncheckedIOException(e);
        }
    }
}
