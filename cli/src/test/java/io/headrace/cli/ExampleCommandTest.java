package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code headrace example}, as far as it goes without running one. */
class ExampleCommandTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("headrace.root"), "examples/src/main/java/io/headrace/examples");

    @Test
    void shouldListEveryExample() throws Exception {
        Captured captured = Captured.run("example");
        assertThat(captured.code()).isZero();
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<String> programs = files.filter(ExampleCommandTest::hasMain)
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .sorted()
                    .toList();
            assertThat(captured.out().lines()).containsExactlyElementsOf(programs);
        }
    }

    private static boolean hasMain(Path file) {
        try {
            return Files.readString(file).contains("public static void main(String[] args)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldSayWhichExamplesThereAre() {
        Captured captured = Captured.run("example", "WordCount");
        assertThat(captured.code()).isEqualTo(2);
        assertThat(captured.err()).contains("no example \"WordCount\"").contains("NetworkWordCount");
    }

    @Test
    void shouldSayHowAnExampleIsCalled() {
        Captured captured = Captured.run("example", "NetworkWordCount", "localhost");
        assertThat(captured.code()).isEqualTo(2);
        assertThat(captured.err()).contains("usage: NetworkWordCount HOST PORT; given: localhost");
    }
}
