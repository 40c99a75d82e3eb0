package io.headrace.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.wal.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SteadyRunTest {
    private static final long LINES = 20_000;

    @Test
    void shouldCountAllLines() throws Exception {
        assertThat(SteadyRun.run(LINES, line -> {}).words()).isEqualTo(3 * LINES);
    }

    @Test
    void shouldCountAllLinesOnThroughTheLog() throws Exception {
        assertThat(SteadyRun.run(LINES, Durability.PROCESS, line -> {}).words()).isEqualTo(3 * LINES);
    }
}
