package io.headrace.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that goes with the program, also when that is interrupted from the keyboard.
 *
 * <p><b>Threading:</b> closed by one thread; the JVM's shutdown closes it too.
 */
final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private final Thread atShutdown = new Thread(this::deleteQuietly, "delete temporary directory");

    TemporaryDirectory(String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // The JVM is going down already, and the hook finds nothing to do.
        }
    }

    private void deleteQuietly() {
        try {
            delete();
        } catch (IOException e) {
            System.err.println("could not delete " + path + ": " + e.getMessage());
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) return;
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) Files.deleteIfExists(file);
        } catch (NoSuchFileException | UncheckedIOException e) {
            delete(); // the program still wrote while its files were listed
        }
    }
}
