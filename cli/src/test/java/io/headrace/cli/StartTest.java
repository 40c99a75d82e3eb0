package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of its own, started as the launcher starts it. */
class StartTest {
    private static final String FLAGS = "@" + System.getProperty("headrace.root") + "/headrace.jvmargs";

    @TempDir
    private Path directory;

    @Test
    void shouldPrintNothingBesidesItsOutput() throws Exception {
        Run run = java(List.of(FLAGS), "demo", "--seconds", "1", "--json");
        assertThat(run.err).as("warnings at start").isEmpty();
        assertThat(run.code).isZero();
        List<String> lines = run.out.lines().toList();
        JsonNode report = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(report.get("records").asLong()).isPositive();
        assertThat(report.fieldNames())
                .toIterable()
                .contains("recordsPerSecond", "batchP50Micros", "batchP99Micros", "bytesPerRecord", "gcCount");
        assertThat(report.get("batchP99Micros").isNumber())
                .as("batches measured")
                .isTrue();
        assertThat(report.get("bytesPerRecord").asDouble()).isLessThan(2);
    }

    @Test
    void shouldNameTheLineToAddWhenFlagsAreMissing() throws Exception {
        // The first program that opens a log: the demo runs without one, and without the flags.
        Run run = java(List.of(), "example", "RecoverableNetworkWordCount", "localhost", "1", "context", "counts.txt");
        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains("headrace.jvmargs");
    }

    private Run java(List<String> flags, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Headrace.class.getName()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(50, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("ended in time").isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private record Run(int code, String out, String err) {}
}
