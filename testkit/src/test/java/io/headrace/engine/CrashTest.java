package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine with three receivers, windows, both kinds of state, small files of the log, a checkpoint every three batches and files that are
 * written exactly once, killed at random instants: whatever it was doing, the files are what the journalled batches give when they are
 * computed once and in order, and nothing that was acknowledged is missing, or there twice.
 */
@Tag("crash")
@Timeout(value = 6, unit = TimeUnit.HOURS) // for long runs; each step has a deadline
class CrashTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 26);
    private static final int KILLS_PER_ROUND = 13;
    private static final int ROUNDS_AT_ONCE = 2;

    /** How a round runs. */
    private record Kind(Durability durability, int jobs, int catchUpTicks) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(Durability.PROCESS, 1, 1_000),
            new Kind(Durability.BATCH, 3, 5),
            new Kind(Durability.RECORD, 1, 1_000),
            new Kind(Durability.PROCESS, 3, 5));

    @TempDir
    Path temporary;

    private final Map<CrashMoment, AtomicLong> kills = new EnumMap<>(CrashMoment.class);
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();

    @Test
    void shouldWriteWhatTheJournalledBatchesGiveWheneverItIsKilled() throws Exception {
        for (CrashMoment moment : CrashMoment.values()) kills.put(moment, new AtomicLong());
        RandomGenerator random = Seed.random("CrashTest");
        ExecutorService threads = Executors.newFixedThreadPool(ROUNDS_AT_ONCE);
        try {
            List<Future<?>> rounds = new ArrayList<>();
            for (int left = KILLS; left > 0; left -= KILLS_PER_ROUND) {
                int number = rounds.size();
                int most = Math.min(left, KILLS_PER_ROUND);
                long seed = random.nextLong();
                rounds.add(threads.submit(() -> {
                    round(number, most, new Random(seed));
                    return null;
                }));
            }
            for (Future<?> round : rounds) round.get();
        } finally {
            threads.shutdownNow();
        }
        System.out.println("CrashTest: kills " + kills + "; " + batches + " batches of " + lines + " lines compared");
        assertThat(kills.values().stream().mapToLong(AtomicLong::get).sum()).isEqualTo(KILLS);
    }

    private void round(int number, int most, RandomGenerator random) throws Exception {
        Kind kind = KINDS.get(number % KINDS.size());
        Path root = temporary.resolve("round " + number);
        CrashMoment[] moments = CrashMoment.values();
        try (CrashRig rig = new CrashRig(root, kind.durability, kind.jobs, kind.catchUpTicks)) {
            for (int i = 0; i < most; i++) {
                CrashMoment moment = moments[(number + i) % moments.length];
                ForkedProgram program = rig.start();
                moment.await(rig, program, random);
                program.kill();
                rig.check();
                kills.get(moment).incrementAndGet();
            }
            CrashModel model = rig.finish();
            batches.addAndGet(model.batches.size());
            model.batched.values().forEach(numbers -> lines.addAndGet(numbers.size()));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("round " + number + ", " + kind + ", in " + root + ": " + e.getMessage(), e);
        }
    }
}
