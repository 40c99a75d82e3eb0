package io.headrace.bench.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StartupTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTellHowLongAStartTakesWithAndWithoutAnArchiveAndWhatComesAlong() throws Exception {
        Set<String> legs = Set.of("engine", "engine, PROCESS", "engine, no directory, classes from an archive");
        Report report = TinyContest.run(Startup.scenarios(), legs, 0, 0.01, directory);
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("time"))
                .extracting(Result::leg)
                .containsExactly("engine, no directory, classes from an archive", "engine, PROCESS");
        assertThat(report.results())
                .filteredOn(result -> result.unit().equals("s"))
                .allSatisfy(result -> assertThat(result.median()).isBetween(0.01, 100.0));
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("jars"))
                .singleElement()
                .satisfies(result -> assertThat(result.median()).isPositive());
        assertThat(report.ratios()).hasSize(3);
    }
}
