package io.headrace.exec.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a restart would have to apply is reckoned by what folding it took. */
class ApplyCostTest {
    private static final int ENTRIES = 10_000;
    private static final int LENGTH = 100;
    private static final long GUESS = ENTRIES * 600L;

    private final ApplyCost cost = new ApplyCost();

    private void add() {
        for (int i = 0; i < ENTRIES; i++) cost.add(LENGTH);
    }

    @Test
    void shouldGuessBeforeAnythingWasMeasured() {
        add();
        assertThat(cost.nanos()).isEqualTo(GUESS);
    }

    /** A quarter of the guess, and twice that in a JVM that has just begun: half of it; and it is believed by half at once. */
    @Test
    void shouldComeDownToWhatWasMeasured() {
        add();
        cost.measured(GUESS / 4);
        assertThat(cost.nanos()).isEqualTo(GUESS * 3 / 4);
        for (int i = 0; i < 50; i++) {
            cost.clear();
            add();
            cost.measured(GUESS / 4);
        }
        assertThat(cost.nanos()).isBetween(GUESS / 2, GUESS / 2 + GUESS / 100);
    }

    /** Somebody else had the CPU. */
    @Test
    void shouldBelieveALongWaitByAndBy() {
        add();
        cost.measured(TimeUnit.SECONDS.toNanos(10));
        assertThat(cost.nanos()).isBetween(GUESS, GUESS * 3 / 2);
        for (int i = 0; i < 50; i++) {
            add();
            cost.measured(GUESS * 4);
        }
        assertThat(cost.nanos()).isGreaterThan(51 * GUESS * 6);
    }

    @Test
    void shouldHaveNothingToApplyBehindACheckpoint() {
        add();
        cost.clear();
        assertThat(cost.nanos()).isZero();
    }
}
