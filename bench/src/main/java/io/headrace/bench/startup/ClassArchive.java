package io.headrace.bench.startup;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.ForkMain;
import io.headrace.bench.fork.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a contender in JVMs that have the flags and the class path of this one: once to make an archive of its classes, then with that. A JVM that
 * cannot use the archive fails, instead of being measured without.
 *
 * <p><b>Threading:</b> the caller waits for one process at a time.
 */
final class ClassArchive {
    private final Path archive;
    private final String classPath;

    /** In this directory; the class path must have jars only. */
    ClassArchive(Path directory, String classPath) {
        archive = directory.resolve("program.jsa");
        this.classPath = classPath;
    }

    /** Makes the archive. */
    void make(Class<? extends Contender> contender, List<String> settings) throws IOException, InterruptedException {
        run("-XX:ArchiveClassesAtExit=" + archive, contender, settings);
        if (!Files.isRegularFile(archive)) throw new IllegalStateException("no archive of classes was made");
    }

    /** Runs with the archive; what it answers. */
    Map<String, Task.Answer> use(Class<? extends Contender> contender, List<String> settings)
            throws IOException, InterruptedException {
        return run("-XX:SharedArchiveFile=" + archive, contender, settings);
    }

    private Map<String, Task.Answer> run(String flag, Class<? extends Contender> contender, List<String> settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(flag, "-Xshare:on", "-cp", classPath, ForkMain.class.getName(), contender.getName()));
        command.addAll(settings);
        command.add(Task.launchedNow());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        Map<String, Task.Answer> answers = new LinkedHashMap<>();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!ForkMain.take(line, answers)) printed.append(line).append('\n');
            }
        }
        int code = process.waitFor();
        if (code != 0 || answers.isEmpty())
            throw new IllegalStateException(
                    contender.getSimpleName() + " with " + flag + " ended with code " + code + ":\n" + printed);
        return answers;
    }
}
