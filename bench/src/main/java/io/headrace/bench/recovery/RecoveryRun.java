package io.headrace.bench.recovery;

import io.headrace.bench.startup.Jars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
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
    private final boolean isArchived;
    private final Consumer<String> progress;

    private RecoveryRun(Path base, int keys, String durability, boolean isArchived, Consumer<String> progress) {
        this.base = base;
        this.keys = keys;
        this.durability = durability;
        this.isArchived = isArchived;
        this.progress = progress;
    }

    /**
     * What a run gave.
     *
     * @param archive whether the starts took their classes out of an archive, which was made before
     * @param touchedPerBatch records of each of the last batches before the kill
     * @param directoryBytes what the kill left on the disk
     * @param checkpointBytes of these, in checkpoints
     * @param millis from {@code getOrCreate} to the first output, of each start
     * @param cpuMillis that the process had CPUs until then, of each start
     */
    public record Figures(
            int keys,
            String durability,
            boolean archive,
            int touchedPerBatch,
            int touchingBatches,
            long directoryBytes,
            long checkpointBytes,
            double medianMillis,
            List<Double> millis,
            List<Long> cpuMillis) {}

    /**
     * Measures so many starts after one kill.
     *
     * @param isArchived whether they take their classes out of an archive, made by a start that is not counted
     */
    public static Figures run(int keys, String durability, int starts, boolean isArchived, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path base = Files.createTempDirectory("headrace-recovery-");
        try {
            return new RecoveryRun(base, keys, durability, isArchived, progress).measure(starts);
        } finally {
            delete(base);
        }
    }

    private Figures measure(int starts) throws IOException, InterruptedException {
        Path left = base.resolve("left");
        progress.accept(String.format(Locale.ROOT, "filling %,d states, to be killed", keys));
        program(Forked.ALIKE, "die", left, KILLED);
        Forked jvm = isArchived ? archived(left) : Forked.ALIKE;
        List<Double> millis = new ArrayList<>();
        List<Long> cpuMillis = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            String[] took = onCopy(jvm, "resume", left).split(" ", 2);
            millis.add(Long.parseLong(took[0]) / 1000.0);
            cpuMillis.add(Long.parseLong(took[1]));
            progress.accept(String.format(
                    Locale.ROOT, "start %d of %d: %,.0f ms to the first output", i + 1, starts, millis.get(i)));
        }
        progress.accept("checking that nothing is missing");
        check(left);
        List<Double> sorted = millis.stream().sorted().toList();
        return new Figures(
                keys,
                durability,
                isArchived,
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
        String[] found = onCopy(Forked.ALIKE, "check", left).split(" ", 2);
        long least = keys + (long) KilledProgram.TOUCHING * CountedKeys.touched(keys);
        if (Long.parseLong(found[0]) != keys || Long.parseLong(found[1]) < least)
            throw new IllegalStateException("after the kill there are " + found[0] + " keys that count " + found[1]
                    + ", instead of " + keys + " and at least " + least);
    }

    /** JVMs that take their classes out of an archive, and fail where they cannot. A start makes it as any other program does. */
    private Forked archived(Path left) throws IOException, InterruptedException {
        String jars = Jars.of(System.getProperty("java.class.path"), Files.createDirectories(base.resolve("jars")));
        Path archive = base.resolve("program.jsa");
        progress.accept("making the archive of classes");
        onCopy(new Forked(jars, List.of("-XX:ArchiveClassesAtExit=" + archive)), "resume", left);
        if (!Files.isRegularFile(archive)) throw new IllegalStateException("no archive of classes was made");
        return new Forked(jars, List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:on"));
    }

    private String onCopy(Forked jvm, String mode, Path left) throws IOException, InterruptedException {
        Path copy = base.resolve("copy");
        copy(left, copy);
        String printed = program(jvm, mode, copy, 0);
        delete(copy);
        return printed;
    }

    private String program(Forked jvm, String mode, Path directory, int expected)
            throws IOException, InterruptedException {
        return jvm.run(
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
