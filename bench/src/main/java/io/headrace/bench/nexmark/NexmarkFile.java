package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.input.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Events of Beam's generator, and what Beam's model makes of them: written by a JVM that has Beam on its class path, which nobody else has. Our own model
 * must say the same.
 *
 * <p><b>Threading:</b> one thread.
 */
final class NexmarkFile {
    private static final String WRITER = "io.headrace.bench.peers.nexmark.WriteEvents";

    private NexmarkFile() {}

    /** @param classPath that has Beam */
    static Input write(Path directory, int events, Query query, String classPath) throws IOException {
        Path file = directory.resolve("nexmark-" + events + ".bin");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                classPath,
                WRITER,
                file.toString(),
                String.valueOf(events),
                query.name());
        run(command, directory.resolve("nexmark.log"));
        String[] expected = Files.readString(file.resolveSibling(file.getFileName() + ".expected"))
                .strip()
                .split(" ", -1);
        Input input = new Input(file, events, Long.parseLong(expected[0]), Long.parseLong(expected[1]));
        check(query, input);
        return input;
    }

    private static void run(List<String> command, Path log) throws IOException {
        Process writer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int code = writer.waitFor();
            if (code != 0) throw new IOException("Beam's events could not be written:\n" + Files.readString(log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Beam's events were written", e);
        } finally {
            writer.destroyForcibly();
        }
    }

    private static void check(Query query, Input input) throws IOException {
        NexmarkModel ours = new NexmarkModel(query, NexmarkEvent.read(input.file()));
        if (ours.count() != input.count().each() || ours.hash() != input.hash().each())
            throw new IllegalStateException(
                    query + ": Beam's model gives " + input.count().each() + " rows, and ours gives " + ours.count()
                            + (ours.count() == input.count().each() ? " others" : ""));
    }
}
