package io.headrace.wal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM, started as a user would start one, that runs a main class of the tests. */
final class ForkedJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    ForkedJvm(Class<?> main, String... arguments) throws IOException {
        Path root = Path.of(System.getProperty("headrace.root", ".."));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("headrace.jvmargs"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The next line it prints; null when there is none any more. */
    String line() throws IOException {
        return output.readLine();
    }

    /** Everything it prints from here on, until it ends. */
    List<String> lines() {
        return output.lines().toList();
    }

    long pid() {
        return process.pid();
    }

    /** As kill -9; what it has printed before may still be read. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
