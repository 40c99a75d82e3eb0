package io.headrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the inputs of a contest lie: in memory where there is a file system in it, so that reading them is no part of a figure. It goes
 * when it is closed, and also when the process is told to end meanwhile; with the legs that still run then.
 *
 * <p><b>Threading:</b> one thread.
 */
final class InputDirectory implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path path;
    private final Thread atEnd = new Thread(this::endsEarly, "inputs go");

    InputDirectory() throws IOException {
        path = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "headrace-bench")
                : Files.createTempDirectory("headrace-bench");
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    Path path() {
        return path;
    }

    private void endsEarly() {
        List<ProcessHandle> legs = ProcessHandle.current().children().toList();
        legs.forEach(ProcessHandle::destroyForcibly);
        try {
            delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            return; // the process ends, and the hook does it
        }
        delete();
    }
}
