package io.headrace.bench.sustained;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SustainedTest {
    private static final String EPSILON = "engine, BATCH, Epsilon, 256 MB";
    private static final String TWICE = "engine, SPILL, 200 %";

    @TempDir
    private Path directory;

    @Test
    void shouldSoakWithoutLossAndCollectionsAndTellEachPart() throws Exception {
        Report report = TinyContest.run(List.of(Soak.scenario()), Set.of(EPSILON), 0.4, 0.8, directory);
        assertThat(median(report, EPSILON, "missing")).isZero();
        assertThat(median(report, EPSILON, "collections")).isZero();
        assertThat(median(report, EPSILON, "files")).isPositive();
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("p99"))
                .extracting(Result::leg)
                .containsExactly(
                        EPSILON + ", part 01", EPSILON + ", part 02", EPSILON + ", part 03", EPSILON + ", part 04");
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("p99"))
                .allSatisfy(result -> assertThat(result.median()).isPositive());
        assertThat(report.ratios()).hasSize(5);
    }

    @Test
    void shouldLoseNothingUnderTwiceTheGreatestRateAndTellWhenLatencyIsBack() throws Exception {
        Report report = TinyContest.run(List.of(Overload.scenario()), Set.of(TWICE), 0.5, 0.4, directory);
        assertThat(median(report, TWICE, "missing")).isZero();
        assertThat(median(report, TWICE, "greatest rate")).isPositive();
        assertThat(median(report, TWICE, "throughput")).isPositive();
        assertThat(median(report, TWICE, "back after / overload")).isBetween(0.0, 3.0);
        assertThat(report.ratios()).hasSize(4);
    }

    private static double median(Report report, String leg, String metric) {
        return report.results().stream()
                .filter(result -> result.leg().equals(leg) && result.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .median();
    }
}
