package io.headrace.bench.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories for a benchmark's files: under {@code -Dheadrace.bench.dir}, else where the system keeps temporary files.
 *
 * <p><b>Threading:</b> no state.
 */
public final class Scratch {
    /** The property that says where. */
    public static final String PROPERTY = "headrace.bench.dir";

    private Scratch() {}

    /** A new directory. */
    public static Path directory(String name) {
        try {
            Path base = Path.of(System.getProperty(PROPERTY, System.getProperty("java.io.tmpdir")));
            return Files.createTempDirectory(base, "headrace-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("no room for benchmark files: set -Dheadrace.bench.dir", e);
        }
    }

    /** Deletes a directory with all that is in it. */
    public static void delete(Path directory) {
        try (Stream<Path> below = Files.walk(directory)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + directory, e);
        }
    }
}
