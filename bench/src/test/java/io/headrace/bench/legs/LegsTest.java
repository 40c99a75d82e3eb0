package io.headrace.bench.legs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LegsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldMeasureOneThingAtATime() throws Exception {
        Set<String> legs = Set.of(
                "raw Disruptor, numbers",
                "engine, blocks, one by one",
                "engine, ten filters between",
                "engine, over a loopback socket",
                "engine, blocks of 64 KiB",
                "engine, PROCESS");
        Report report = TinyContest.run(Legs.scenarios(500, 1), legs, 0, 0.05, directory);
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("throughput"))
                .extracting(Result::leg)
                .containsExactlyInAnyOrder(
                        "raw Disruptor, numbers",
                        "engine, blocks, one by one",
                        "engine, ten filters between",
                        "engine, over a loopback socket",
                        "engine, blocks of 64 KiB");
        assertThat(report.results())
                .filteredOn(result -> result.metric().equals("batches"))
                .singleElement()
                .satisfies(result -> assertThat(result.median()).isPositive());
    }

    @Test
    void shouldHaveALegForEachNumberOfWorkers() {
        assertThat(Legs.scenarios(1, 3).stream()
                        .filter(scenario -> scenario.name().endsWith("workers")))
                .singleElement()
                .satisfies(scenario -> assertThat(scenario.contestants()).hasSize(3));
    }
}
