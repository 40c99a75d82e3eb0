package io.headrace.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine in a JVM of its own, to be killed. <b>Threading:</b> one thread. */
final class ForkedEngine {
    private final Process process;
    private final Path log;

    private ForkedEngine(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param options of the JVM, beside the usual ones */
    static ForkedEngine start(List<String> options, Class<?> program, String... arguments) throws IOException {
        Path log = Files.createTempFile("headrace-jdbc-", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Path.of(System.getProperty("headrace.root")).resolve("headrace.jvmargs"));
        // Those who live for seconds are better off without the second compiler and with one thread of the collector.
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        return new ForkedEngine(builder.start(), log);
    }

    /** Fails when the engine has ended by itself; looks for a moment. */
    void mustRun() throws Exception {
        if (process.waitFor(5, TimeUnit.MILLISECONDS)) throw new AssertionError("the engine has ended:\n" + said());
    }

    void killAfter(int millis) throws Exception {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS))
            throw new AssertionError("the engine has ended by itself:\n" + said());
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(log);
    }

    /** Waits for its end: its exit code. */
    int awaitEnd() throws Exception {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the engine does not end:\n" + said());
        }
        return process.exitValue();
    }

    String said() throws IOException {
        return Files.readString(log);
    }
}
