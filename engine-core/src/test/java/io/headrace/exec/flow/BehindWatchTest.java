package io.headrace.exec.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.counters.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BehindWatchTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void shouldCountEachAndWarnNowAndThen() {
        Counter behind = Counter.detached();
        Counter waiting = Counter.detached();
        waiting.set(7);
        List<String> told = new ArrayList<>();
        BehindWatch watch = new BehindWatch(
                "slow", SECOND, behind, waiting, (waited, took, wait) -> told.add(waited + " " + took + " " + wait));
        for (int i = 0; i < 100; i++) watch.batchDone(i * SECOND / 2, 10, SECOND, SECOND);
        assertThat(behind.get()).isZero(); // exactly as long as it may
        assertThat(watch.warnings()).isZero();
        assertThat(told).isEmpty();
        for (int i = 0; i < 100; i++) watch.batchDone(100 * SECOND + i * SECOND / 2, 10, SECOND, SECOND + 1);
        assertThat(behind.get()).isEqualTo(100);
        assertThat(watch.warnings()).isEqualTo(5); // in 50 seconds
        assertThat(told).hasSize(5).contains("1000 1000 7");
    }
}
