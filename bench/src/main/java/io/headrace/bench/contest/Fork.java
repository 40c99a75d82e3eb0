package io.headrace.bench.contest;

import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.ForkMain;
import io.headrace.bench.fork.Task;
import io.headrace.bench.input.Input;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a contestant in a JVM of its own and reads what it answers. One that fails, or does not end in time, fails the contest with the
 * last lines of what it printed.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Fork {
    private static final int TAIL = 60;
    private static final double SAY_SECONDS = 30;
    private static final double PATIENCE = 120;
    private static final double PATIENCE_FACTOR = 10;

    private final ClassPaths classPaths;
    private final Path jvmArguments;
    private final Settings settings;
    private final Consumer<String> progress;

    Fork(ClassPaths classPaths, Path jvmArguments, Settings settings, Consumer<String> progress) {
        this.classPaths = classPaths;
        this.jvmArguments = jvmArguments;
        this.settings = settings;
        this.progress = progress;
    }

    Map<String, Task.Answer> run(Scenario scenario, Contestant contestant, Collector collector, Input input)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(scenario, contestant, collector, input))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        double deadline = PATIENCE + PATIENCE_FACTOR * (settings.warmUp() + settings.seconds());
        String label = contestant.label() + collector.suffix();
        Thread watchdog = new Thread(() -> killWhenLate(process, label, deadline), "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        Map<String, Task.Answer> answers = new LinkedHashMap<>();
        Deque<String> tail = new ArrayDeque<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!ForkMain.take(line, answers)) tail.add(line);
                if (tail.size() > TAIL) tail.remove();
            }
        } finally {
            process.destroyForcibly();
        }
        int code = process.waitFor();
        watchdog.interrupt();
        if (code != 0 || answers.isEmpty())
            throw new IllegalStateException(scenario.name() + ": \"" + label + "\" ended with code " + code
                    + " and no figures; the last it printed:\n" + String.join("\n", tail));
        return answers;
    }

    /** Says from time to time that it is still at work, for whoever waits. */
    private void killWhenLate(Process process, String label, double seconds) {
        try {
            double gone = 0;
            while (!process.waitFor(Math.round(Math.min(SAY_SECONDS, seconds - gone) * 1000), TimeUnit.MILLISECONDS)) {
                gone += SAY_SECONDS;
                if (gone >= seconds) {
                    process.destroyForcibly();
                    return;
                }
                progress.accept(String.format(
                        Locale.ROOT, "%s: at work for %,.0f s, given up at %,.0f s", label, gone, seconds));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it has ended
        }
    }

    private List<String> command(Scenario scenario, Contestant contestant, Collector collector, Input input) {
        List<String> command = new ArrayList<>();
        command.add(collector.java().toString());
        command.add("@" + jvmArguments);
        command.addAll(contestant.house().flags());
        command.addAll(contestant.flags().isEmpty() ? collector.flags() : contestant.flags());
        String scratch = System.getProperty(Scratch.PROPERTY);
        if (scratch != null) command.add("-D" + Scratch.PROPERTY + "=" + scratch);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("-cp");
        command.add(classPaths.of(contestant.house()));
        command.add(ForkMain.class.getName());
        command.add(contestant.contender());
        command.addAll(Task.settings(
                input.file(), contestant.threads(), settings.warmUp(), settings.seconds(), scenario.unit()));
        if (input.count().each() > 0) command.addAll(Task.expected(input.records(), input.count(), input.hash()));
        contestant.settings().forEach((name, value) -> command.add(name + "=" + value));
        command.add(Task.launchedNow());
        return command;
    }
}
