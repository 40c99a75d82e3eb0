package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.Scenarios;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
    @Test
    void shouldNameAllThatCanBeMeasured() {
        String help = Captured.run("bench", "--help").out();
        assertThat(help)
                .contains("floors", "engine", "steady", "recovery", "checkpoint")
                .contains(Scenarios.NAMES);
    }

    /** What a page says of how to measure it again. */
    private static String again(String line) {
        BenchCommand command = new BenchCommand();
        List<String> words = List.of(line.split(" ", -1));
        CommandLine.ParseResult unused = new CommandLine(command).parseArgs(words.toArray(String[]::new));
        return String.join(" ", BenchCommand.withoutJson(words, command.json()));
    }

    @Test
    void shouldLeaveOutOfTheCommandWhereFiguresWereWrittenToAndNothingElse() {
        assertThat(again("words --json --page docs --rounds 2")).isEqualTo("words --page docs --rounds 2");
        assertThat(again("words --json figures.json --rounds 2")).isEqualTo("words --rounds 2");
        assertThat(again("words --json=figures.json --rounds 2")).isEqualTo("words --rounds 2");
        assertThat(again("words --json --rounds 2 --only figures.json"))
                .isEqualTo("words --rounds 2 --only figures.json");
        assertThat(again("words --rounds 2 --json")).isEqualTo("words --rounds 2");
        assertThat(again("words --json ./figures.json --page docs")).isEqualTo("words --page docs");
        assertThat(again("words --json - --page docs")).isEqualTo("words --page docs");
        assertThat(again("words --rounds 2")).isEqualTo("words --rounds 2");
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
