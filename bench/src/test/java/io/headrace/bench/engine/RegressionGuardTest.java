package io.headrace.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.input.Input;
import io.headrace.bench.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fails a build in which the engine has become twice as slow beside the loop by hand as is published, or allocates. It knows ratios only, and a JVM without
 * what tests have beside them (checks, coverage) measures them.
 */
@Timeout(120)
class RegressionGuardTest {
    private static final String LEG = "guard";

    @TempDir
    private Path directory;

    @Test
    void shouldBeHalfAsFastBesideTheLoopAsIsPublishedAndAllocateNothingByTheRecord() throws Exception {
        Scenario scenario = new Scenario(
                LEG,
                "words",
                at -> new Input(at, 0, 0, 0),
                List.of(Contestant.ours(LEG, GuardedRatios.class, 1)),
                List.of());
        Report report = TinyContest.run(List.of(scenario), Set.of(LEG), 0, 1, directory);
        assertThat(median(report, GuardedRatios.SPEED))
                .as("the engine's speed, of the loop's")
                .isGreaterThanOrEqualTo(GuardedRatios.LEAST);
        assertThat(median(report, GuardedRatios.ALLOCATED))
                .as("heap bytes a batch")
                .isLessThanOrEqualTo(GuardedRatios.MOST_ALLOCATED);
    }

    private static double median(Report report, String metric) {
        return report.results().stream()
                .filter(result -> result.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .median();
    }
}
