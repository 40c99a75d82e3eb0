package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.StreamingListener.StreamingListenerBatchCompleted;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsReportListenerTest {
    private final StatsReportListener listener = new StatsReportListener(4);

    private void completed(long submission, long start, long end) {
        BatchInfo info = new BatchInfo(new Time(submission), Map.of(), submission, start, end, Map.of());
        listener.onBatchCompleted(new StreamingListenerBatchCompleted(info));
    }

    @Test
    void shouldReportTheLastBatchesOnly() {
        assertThat(listener.report()).contains("no batch is complete");
        completed(0, 500, 1_000);
        for (int i = 1; i <= 4; i++) completed(0, i, 11L * i);

        assertThat(listener.report().lines())
                .containsExactly(
                        "Total delay of 4 batches: mean 28 ms, 0% 11 ms, 5% 11 ms, 10% 11 ms, 25% 11 ms, 50% 22 ms,"
                                + " 75% 33 ms, 90% 44 ms, 95% 44 ms, 100% 44 ms",
                        "Processing time of 4 batches: mean 25 ms, 0% 10 ms, 5% 10 ms, 10% 10 ms, 25% 10 ms, 50% 20 ms,"
                                + " 75% 30 ms, 90% 40 ms, 95% 40 ms, 100% 40 ms");
    }

    @Test
    void shouldRefuseStatisticsOfNothing() {
        assertThatThrownBy(() -> new StatsReportListener(0)).hasMessageContaining("1 or more");
    }
}
