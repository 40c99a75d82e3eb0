package io.headrace.bench.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kills a program with much state, in a JVM of its own, and measures how long the next one takes to its first output. The directory is copied before,
 * so that each of several starts finds what the kill left.
 *
 * <p><b>Threading:</b> the calling thread waits for one process at a time.
 */
public final class RecoveryRun {
    private static final int KILLED = 137;

    private final Path base;
    private final int keys;
    private final String durability;

    private RecoveryRun(Path base, int keys, String durability) {
        this.base = base;
        this.keys = keys;
        this.durability = durability;
    }

    /**
     * What a run gave.
     *
     * @param touchedPerBatch records of each of the last batches before the kill
     * @param directoryBytes what the kill left on the disk
     * @param checkpointBytes of these, in checkpoints
     * @param millis from {@code getOrCreate} to the first output, of each start
     * @param cpuMillis that the process had CPUs until then, of each start
     */
    public record Figures(
            int keys,
            String durability,
            int touchedPerBatch,
            int touchingBatches,
            long directoryBytes,
            long checkpointBytes,
            double medianMillis,
            List<Double> millis,
            List<Long> cpuMillis) {}

    /** Measures so many starts after one kill. */
    public static Figures run(int keys, String durability, int starts) throws IOException, InterruptedException {
        Path base = Files.createTempDirectory("headrace-recovery-");
        try {
            return new RecoveryRun(base, keys, durability).measure(starts);
        } finally {
            delete(base);
        }
    }

    private Figures measure(int starts) throws IOException, InterruptedException {
        Path left = base.resolve("left");
        program("die", left, KILLED);
        List<Double> millis = new ArrayList<>();
        List<Long> cpuMillis = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            Path copy = base.resolve("copy");
            copy(left, copy);
            String[] took = program("resume", copy, 0).split(" ", 2);
            millis.add(Long.parseLong(took[0]) / 1000.0);
            cpuMillis.add(Long.parseLong(took[1]));
            delete(copy);
        }
        check(left);
        List<Double> sorted = millis.stream().sorted().toList();
        return new Figures(
                keys,
                durability,
                CountedKeys.touched(keys),
                KilledProgram.TOUCHING,
                bytes(left),
                bytes(left.resolve("checkpoint")),
                sorted.get(sorted.size() / 2),
                millis,
                cpuMillis);
    }

    /** That nothing is missing. What a batch counts exactly is the business of tests. */
    private void check(Path left) throws IOException, InterruptedException {
        Path copy = base.resolve("copy");
        copy(left, copy);
        String[] found = program("check", copy, 0).split(" ", 2);
        long least = keys + (long) KilledProgram.TOUCHING * CountedKeys.touched(keys);
        if (Long.parseLong(found[0]) != keys || Long.parseLong(found[1]) < least)
            throw new IllegalStateException("after the kill there are " + found[0] + " keys that count " + found[1]
                    + ", instead of " + keys + " and at least " + least);
    }

    private String program(String mode, Path directory, int expected) throws IOException, InterruptedException {
        return Forked.run(
                KilledProgram.class, List.of(mode, directory.toString(), Integer.toString(keys), durability), expected);
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path path : below(from)) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) Files.createDirectories(target);
            else Files.copy(path, target);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> deepestFirst = new ArrayList<>(below(directory));
        deepestFirst.sort(Comparator.reverseOrder());
        for (Path path : deepestFirst) Files.delete(path);
    }

    private static long bytes(Path directory) throws IOException {
        if (!Files.exists(directory)) return 0;
        return below(directory).stream()
                .filter(Files::isRegularFile)
                .mapToLong(RecoveryRun::size)
                .sum();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.toList();
        }
    }
}
