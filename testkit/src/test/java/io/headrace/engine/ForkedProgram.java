package io.headrace.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, to be killed. */
final class ForkedProgram {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Those who live for a second are better off without the second compiler and with one thread of the collector. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final Path log;

    private ForkedProgram(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ForkedProgram start(Class<?> program, String... arguments) throws IOException {
        return start(List.of(), program, arguments);
    }

    /** @param options of the JVM, beside the usual ones */
    static ForkedProgram start(List<String> options, Class<?> program, String... arguments) throws IOException {
        return start(List.of(), options, program, arguments);
    }

    /** @param prefix a command that runs another one */
    static ForkedProgram start(List<String> prefix, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        Path log = Files.createTempFile("headrace-forked-", ".log");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(java());
        command.addAll(options);
        command.addAll(ForkedClasses.get().options());
        command.add(program.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ForkedProgram(process, log);
    }

    /** A JVM as these programs have it, but for its class path. */
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Path.of(System.getProperty("headrace.root", "..")).resolve("headrace.jvmargs"));
        command.add("-Xmx256m");
        command.addAll(QUICK_START);
        command.add("-Dheadrace.memory.bounds=true");
        return command;
    }

    /** Runs a program to its end; answers what it printed. */
    static String run(Class<?> program, String... arguments) throws Exception {
        ForkedProgram forked = start(program, arguments);
        boolean hasEnded = forked.process.waitFor(DEADLINE_NANOS, TimeUnit.NANOSECONDS);
        if (!hasEnded) forked.process.destroyForcibly();
        String said = forked.said();
        Files.deleteIfExists(forked.log);
        if (!hasEnded) throw new AssertionError("the program did not end:\n" + said);
        return said;
    }

    /** Waits until the file is longer than it is now: the program works. */
    void awaitGrowth(Path file) throws Exception {
        long before = length(file);
        long start = System.nanoTime();
        while (length(file) <= before) {
            if (process.waitFor(2, TimeUnit.MILLISECONDS))
                throw new AssertionError("the program has ended by itself:\n" + said());
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                process.destroyForcibly();
                throw new AssertionError("the program gave nothing:\n" + said());
            }
        }
    }

    private static long length(Path file) {
        return new File(file.toString()).length();
    }

    /** Fails when the program has ended by itself; looks for a moment. */
    void awaitLife() throws Exception {
        if (process.waitFor(2, TimeUnit.MILLISECONDS))
            throw new AssertionError("the program has ended by itself:\n" + said());
    }

    /** Lets the program run a little longer, and kills it, whatever it does: it may be recovering. */
    void killAfter(int millis) throws Exception {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS))
            throw new AssertionError("the program has ended by itself:\n" + said());
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(log);
    }

    /** Whether it has ended by itself, now or within a while. */
    boolean hasEnded(long withinMillis) throws InterruptedException {
        return process.waitFor(withinMillis, TimeUnit.MILLISECONDS);
    }

    long pid() {
        return process.pid();
    }

    /** Kills it if it lives; answers what it ended with when it had ended before. */
    int kill() throws Exception {
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(log);
        return process.exitValue();
    }

    /** Kills it if it lives, whether or not somebody is interrupted. */
    void killAtOnce() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(log);
    }

    /** Asks the program to end, as an operator does. */
    void terminate() {
        process.destroy(); // SIGTERM
    }

    /** Waits for its end: its exit code. */
    int awaitEnd() throws Exception {
        return awaitEnd(Duration.ofNanos(DEADLINE_NANOS));
    }

    /** As {@link #awaitEnd()}, for so long at most. */
    int awaitEnd(Duration deadline) throws Exception {
        if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the program does not end:\n" + said());
        }
        return process.exitValue();
    }

    /** What it has said, with what its threads are at now, where it lives and answers in time. */
    String saidWithThreads() throws Exception {
        long before = length(log);
        new ProcessBuilder("kill", "-QUIT", String.valueOf(pid()))
                .inheritIO()
                .start()
                .waitFor();
        for (int i = 0; i < 50 && !said().substring((int) before).contains("Metaspace"); i++) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) break;
        }
        return said();
    }

    String said() throws IOException {
        return Files.readString(log);
    }
}
