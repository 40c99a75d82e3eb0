package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static List<String> lines(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "line " + i).toList();
    }

    private static List<String> shown(Terminal terminal, List<String> lines) {
        return terminal.page(lines).replaceAll("\u001b\\[[HKJ]", "").lines().toList();
    }

    @Test
    void shouldShowWhatFindsRoom() {
        assertThat(shown(new Terminal(6, 80), lines(5))).containsExactlyElementsOf(lines(5));
    }

    @Test
    void shouldKeepTheFirstLinesInSightAndSayHowManyAreMissing() {
        assertThat(shown(new Terminal(6, 80), lines(6)))
                .hasSize(5)
                .startsWith("line 1", "line 2", "line 3", "line 4")
                .last()
                .asString()
                .startsWith("... 2 more lines");
    }

    @Test
    void shouldCountTheRowsThatALongLineTakes() {
        List<String> lines = List.of("a", "b".repeat(25), "c", "d");
        assertThat(shown(new Terminal(7, 10), lines)).containsExactlyElementsOf(lines);
        assertThat(shown(new Terminal(6, 10), lines)).containsExactly("a", "b".repeat(25), "... 2 more");
        assertThat(shown(new Terminal(5, 10), lines)).containsExactly("a", "... 3 more");
    }

    @Test
    void shouldReadWhatSttySays() {
        assertThat(Terminal.of("50 132\n")).isEqualTo(new Terminal(50, 132));
        assertThat(Terminal.of("0 0\n")).isEqualTo(new Terminal(24, 80));
        assertThat(Terminal.of("")).isEqualTo(new Terminal(24, 80));
    }
}
