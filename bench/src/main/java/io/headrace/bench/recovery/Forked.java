package io.headrace.bench.recovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs programs in JVMs of their own, with the flags of this one and some more.
 *
 * <p><b>Threading:</b> immutable; the caller waits for a program.
 */
record Forked(String classPath, List<String> flags) {
    /** JVMs as this one is. */
    static final Forked ALIKE = new Forked(System.getProperty("java.class.path"), List.of());

    Forked {
        flags = List.copyOf(flags);
    }

    /** The last line that the program printed; it must end with this code. */
    String run(Class<?> program, List<String> arguments, int expected) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String last = "";
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) last = line;
        }
        int code = process.waitFor();
        if (code != expected)
            throw new IllegalStateException(
                    program.getSimpleName() + " with " + arguments + " ended with " + code + ": " + last);
        return last;
    }
}
