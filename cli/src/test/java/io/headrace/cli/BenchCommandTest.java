package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.Scenarios;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    @Test
    void shouldNameAllThatCanBeMeasured() {
        String help = Captured.run("bench", "--help").out();
        assertThat(help)
                .contains("floors", "engine", "steady", "recovery", "checkpoint")
                .contains(Scenarios.NAMES);
    }

    @Test
    void shouldHaveLegsForEachScenario() {
        assertThat(Scenarios.NAMES)
                .allSatisfy(name -> assertThat(Scenarios.of(name, house -> ""))
                        .isNotEmpty()
                        .allSatisfy(
                                scenario -> assertThat(scenario.contestants()).isNotEmpty()));
    }
}
