package io.headrace.exec.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Allocation;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final int SET = 3;
    private static final int TASKS = 4;
    private static final long RECORDS = 200;

    private final HandOver handOver = new HandOver();

    /** A hand-over takes 10 µs. */
    HandOverTest() {
        handOver.tellApart(8);
        for (int i = 0; i < 100; i++) handOver.took(10_000);
    }

    private boolean isSmall() {
        return handOver.isSmall(SET, TASKS, RECORDS);
    }

    private void ran(long nanos, int times) {
        for (int i = 0; i < times; i++) handOver.ran(SET, TASKS, RECORDS, nanos);
    }

    @Test
    void shouldHandOverWhatItDoesNotKnow() {
        assertThat(isSmall()).isFalse();
        ran(1_000, HandOver.SMALL_IN_A_ROW - 1);
        assertThat(isSmall()).isFalse();
        ran(1_000, 1);
        assertThat(isSmall()).isTrue();
        assertThat(handOver.isSmall(SET - 1, TASKS, RECORDS)).as("another set").isFalse();
    }

    @Test
    void shouldKeepToWhatItDoesInBetween() {
        ran(30_000, 100);
        assertThat(isSmall()).as("more than twice the hand-over").isFalse();
        ran(1_000, 100);
        ran(30_000, 100);
        assertThat(isSmall()).as("less than four times").isTrue();
        ran(60_000, 1);
        assertThat(isSmall()).as("more").isFalse();
    }

    @Test
    void shouldHandOverWhatIsLargeEveryNowAndThen() {
        for (int i = 0; i < 50; i++) {
            ran(1_000, 20);
            ran(500_000, 1);
            assertThat(isSmall()).isFalse();
        }
    }

    @Test
    void shouldExpectMoreOfMoreRecords() {
        ran(8_000, 200);
        assertThat(isSmall()).isTrue();
        assertThat(handOver.isSmall(SET, TASKS, 4 * RECORDS)).isTrue();
        assertThat(handOver.isSmall(SET, TASKS, 100 * RECORDS)).isFalse();
        assertThat(isSmall()).as("one that is left out changes nothing").isTrue();
    }

    @Test
    void shouldExpectOfTheFirstRecordsMoreThanOfNone() {
        for (int i = 0; i < 200; i++) handOver.ran(SET, TASKS, 0, 2_000);
        assertThat(handOver.isSmall(SET, TASKS, 0)).isTrue();
        assertThat(handOver.isSmall(SET, TASKS, RECORDS)).isFalse();
    }

    @Test
    void shouldLetASingleTaskBeLonger() {
        for (int i = 0; i < 200; i++) handOver.ran(SET, 1, RECORDS, 90_000);
        assertThat(handOver.isSmall(SET, 1, RECORDS)).isTrue();
        for (int i = 0; i < 200; i++) handOver.ran(SET, 1, RECORDS, 5_000_000);
        assertThat(handOver.isSmall(SET, 1, RECORDS))
                .as("others may wait for this thread")
                .isFalse();
    }

    @Test
    void shouldNotTakeAHandOverThatWasHeldUpForTheUsualOne() {
        long before = handOver.mostHere(TASKS);
        for (int i = 0; i < 100; i++) handOver.took(i % 3 == 0 ? 50_000_000 : 10_000);
        assertThat(handOver.mostHere(TASKS)).isBetween(before / 2, before * 2);
    }

    @Test
    void shouldAllocateNothing() {
        Allocation.assertNone("deciding", 5_000, 1_000, () -> {
            if (!isSmall()) handOver.took(9_000);
            ran(2_000, 1);
        });
    }
}
