package io.headrace.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.bench.input.Input;
import io.headrace.bench.input.WordsFile;
import io.headrace.bench.page.FiguresPage;
import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import io.headrace.bench.words.PreparedViews;
import io.headrace.bench.words.ScalarLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ContestTest {
    private static final String LOOP = "loop";
    private static final String ENGINE = "engine";

    @TempDir
    private Path directory;

    private static Contest contest() {
        return TinyContest.contest(0, 0.01);
    }

    private static Scenario scenario(Scenario.Maker maker) {
        return new Scenario(
                "words",
                "words",
                maker,
                List.of(
                        Contestant.ours(LOOP, ScalarLoop.class, 1),
                        Contestant.ours(ENGINE, PreparedViews.class, 2),
                        Contestant.peer(House.JET, "not asked for", "Words", 1)),
                List.of(Goal.times(1e9, ENGINE, LOOP)));
    }

    @Test
    void shouldTellFiguresOfEachLegAndJudgeRatios() throws Exception {
        Contest contest = contest();
        contest.run(scenario(to -> WordsFile.write(to, 500)), directory);
        Report report = contest.report();
        assertThat(report.results().stream()
                        .filter(result -> result.metric().equals("throughput"))
                        .map(Result::leg))
                .containsExactly(LOOP, ENGINE);
        assertThat(report.results())
                .allSatisfy(result -> assertThat(result.runs()).isEqualTo(1));
        assertThat(report.ratios()).singleElement().satisfies(ratio -> {
            assertThat(ratio.median()).isPositive();
            assertThat(ratio.met()).isFalse();
        });
        assertThat(report.conditions().blocks()).isEqualTo(2);

        FiguresPage.of("words", "./headrace bench words", report).write(directory);
        assertThat(directory.resolve("words.md")).content().contains("Goals that are missed", "engine / loop");
        assertThat(directory.resolve("words-words.svg")).content().contains("<svg", ENGINE);
    }

    @Test
    void shouldNotTellFiguresOfALegWhoseResultsDiffer() {
        Scenario.Maker wrong = to -> {
            Input right = WordsFile.write(to, 500);
            return new Input(
                    right.file(),
                    right.records(),
                    right.count().each(),
                    right.hash().each() + 1);
        };
        assertThatThrownBy(() -> contest().run(scenario(wrong), directory))
                .hasMessageContaining("no figures")
                .hasMessageContaining("WrongResultException");
        assertThat(Files.exists(directory.resolve("words.md"))).isFalse();
    }
}
