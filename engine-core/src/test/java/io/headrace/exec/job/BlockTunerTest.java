package io.headrace.exec.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockTunerTest {
    private static final long MS = 1_000_000;

    @Test
    void shouldFeedEveryWorkerTwiceWhenThereIsWorkForThem() {
        BlockTuner tuner = new BlockTuner(100 * MS, 4, 2, 100 * MS);
        repeat(tuner, 50 * MS);
        assertThat(tuner.intervalNanos()).isEqualTo(25 * MS); // 8 blocks of 2 receivers
    }

    @Test
    void shouldCutOneBlockABatchWhenTheWorkIsSmall() {
        BlockTuner tuner = new BlockTuner(100 * MS, 8, 1, 5 * MS);
        repeat(tuner, BlockTuner.LEAST_TASK_NANOS / 20);
        assertThat(tuner.intervalNanos()).isEqualTo(100 * MS);
    }

    @Test
    void shouldNeverGoBelowAMillisecond() {
        BlockTuner tuner = new BlockTuner(2 * MS, 16, 1, 2 * MS);
        repeat(tuner, 2 * MS);
        assertThat(tuner.intervalNanos()).isEqualTo(MS);
    }

    @Test
    void shouldFollowWhenTheLoadChanges() {
        BlockTuner tuner = new BlockTuner(100 * MS, 4, 1, 100 * MS);
        repeat(tuner, 40 * MS);
        long underLoad = tuner.intervalNanos();
        repeat(tuner, 1_000);
        assertThat(underLoad).isLessThan(tuner.intervalNanos());
        assertThat(tuner.intervalNanos()).isEqualTo(100 * MS);
    }

    @Test
    void shouldStayWhenTheWorkOnlyFlutters() {
        BlockTuner tuner = new BlockTuner(100 * MS, 4, 1, 100 * MS);
        repeat(tuner, 1 * MS);
        long settled = tuner.intervalNanos();
        int changes = 0;
        for (int i = 0; i < 1_000; i++) changes += tuner.batchDone(i % 2 == 0 ? 950_000 : 1_050_000) ? 1 : 0;
        assertThat(changes).isZero();
        assertThat(tuner.intervalNanos()).isEqualTo(settled);
    }

    @Test
    void shouldNotFlutterWhenTheWorkLiesBetweenTwoNumbersOfBlocks() {
        BlockTuner tuner = new BlockTuner(100 * MS, 8, 1, 100 * MS);
        int changes = 0;
        for (int round = 0; round < 200; round++) {
            long noise = round % 2 == 0 ? 20_000 : -20_000; // around the work of exactly one task
            for (int i = 0; i < 16; i++) if (tuner.batchDone((BlockTuner.LEAST_TASK_NANOS + noise) / 8)) changes++;
        }
        assertThat(changes).isLessThanOrEqualTo(1);
    }

    /** As seen under a clock turned by hand: batches of a second and one worker, with a task's work or a little more or less. */
    @Test
    void shouldNotGoToAndFroAroundTheWorkOfOneTask() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        BlockTuner tuner = new BlockTuner(1_000 * MS, 1, 1, 200 * MS);
        int changes = 0;
        for (int batch = 0; batch < 100_000; batch++) {
            double factor = 0.3 + 1.7 * random.nextDouble(); // mean 1.15, and each batch another
            long outlier = random.nextInt(50) == 0 ? 100 * MS : 0;
            changes += tuner.batchDone((long) (BlockTuner.LEAST_TASK_NANOS * factor) + outlier) ? 1 : 0;
        }
        assertThat(changes).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldNotFollowSingleSlowBatches() {
        BlockTuner tuner = new BlockTuner(10 * MS, 1, 1, 10 * MS);
        int changes = 0;
        for (int batch = 0; batch < 10_000; batch++)
            changes += tuner.batchDone(batch % 4 == 0 ? 700 * MS : MS / 20) ? 1 : 0;
        assertThat(changes).isZero();
    }

    @Test
    void shouldTakeItsTimeToGoBackWhenTheLoadItselfComesAndGoes() {
        BlockTuner tuner = new BlockTuner(100 * MS, 4, 1, 100 * MS);
        int early = 0;
        int late = 0;
        for (int round = 0; round < 400; round++) {
            long work = round % 2 == 0 ? 40 * MS : MS / 100;
            for (int i = 0; i < 4 * BlockTuner.EVERY; i++) {
                if (!tuner.batchDone(work)) continue;
                if (round < 20) early++;
                else late++;
            }
        }
        assertThat(early).isPositive();
        assertThat(late).isLessThanOrEqualTo(380 / 10);
    }

    @Test
    void shouldSayWhy() {
        BlockTuner tuner = new BlockTuner(100 * MS, 4, 2, 100 * MS);
        repeat(tuner, 50 * MS);
        assertThat(tuner.reason()).contains("200.000 ms of work").contains("4 workers, 2 receivers");
    }

    private static void repeat(BlockTuner tuner, long nanos) {
        for (int i = 0; i < 200; i++) tuner.batchDone(nanos);
    }
}
