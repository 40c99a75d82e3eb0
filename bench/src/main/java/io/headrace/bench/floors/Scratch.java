package io.headrace.bench.floors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories for a benchmark's files: under {@code -Dheadrace.bench.dir}, else where the system keeps temporary files.
 */
final class Scratch {
    private Scratch() {}

    static Path directory(String name) {
        try {
            Path base = Path.of(System.getProperty("headrace.bench.dir", System.getProperty("java.io.tmpdir")));
            return Files.createTempDirectory(base, "headrace-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("no room for benchmark files: set -Dheadrace.bench.dir", e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> below = Files.walk(directory)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + directory, e);
        }
    }
}
