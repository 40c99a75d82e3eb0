package io.headrace.bench.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.contest.Contestant;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.report.Ratio;
import io.headrace.bench.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DurableTest {
    @TempDir
    private Path directory;

    @Test
    void shouldMeasureEachDurabilityBesideItsLimits() throws Exception {
        Set<String> legs = Set.of(
                "engine, PROCESS", "engine, BATCH", "raw Chronicle appender", "loop that writes a page and forces it");
        List<Scenario> scenarios = Durable.scenarios(2_000, 2_000, 2).stream()
                .filter(scenario -> !scenario.name().endsWith("flat records"))
                .toList();
        Report report = TinyContest.run(scenarios, legs, 0, 0.02, directory);
        assertThat(report.ratios())
                .filteredOn(ratio -> ratio.goal() > 0)
                .extracting(Ratio::name)
                .containsExactly(
                        "engine, PROCESS / raw Chronicle appender",
                        "engine, BATCH / loop that writes a page and forces it");
        assertThat(report.ratios())
                .allSatisfy(ratio -> assertThat(ratio.median()).isPositive());
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("payload"))
                .hasSize(3 + 1); // three levels and limits, and the volume
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("logged"))
                .singleElement()
                .satisfies(result -> assertThat(result.median()).isBetween(1.0, 2.0));
    }

    @Test
    void shouldHaveALegForEachDurability() {
        assertThat(Durable.scenarios().get(0).contestants())
                .extracting(Contestant::label)
                .containsExactly(
                        "raw Chronicle appender",
                        "engine, no directory",
                        "engine, OFF",
                        "engine, PROCESS",
                        "engine, BATCH",
                        "engine, RECORD");
    }
}
