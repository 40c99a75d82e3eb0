package io.headrace.bench.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What checkpoints cost the batches beside which they are written: the same program without a directory, with checkpoints alone, and with
 * the log as well, each in a JVM of its own, in turn.
 *
 * <p><b>Threading:</b> the calling thread waits for one process at a time.
 */
public final class StallRun {
    /** A batch each 20 ms. */
    public static final int BATCHES_PER_SECOND = 50;

    private static final List<String> LEGS = List.of("NONE", "OFF", "PROCESS");

    // What a program prints, in nanoseconds.
    private static final int MEDIAN = 0;
    private static final int P99 = 1;
    private static final int P999 = 2;
    private static final int LONGEST = 3;
    private static final double MILLI = 1e6;

    private StallRun() {}

    /**
     * How long the batches of one leg took, in milliseconds: medians over the rounds.
     *
     * @param leg NONE is without checkpoints, the others name the durability
     */
    public record Leg(
            String leg, double median, double p99, double p999, double longest, List<Double> p999OfEachRound) {}

    /**
     * What a run gave.
     *
     * @param ratios of the 99.9th percentile to that without checkpoints, by leg
     */
    public record Figures(int keys, int touchedPerBatch, int batches, List<Leg> legs, Map<String, Double> ratios) {}

    /** Measures so many rounds of so many batches. */
    public static Figures run(int keys, int batches, int rounds, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<String, List<long[]>> taken = new LinkedHashMap<>();
        for (String leg : LEGS) taken.put(leg, new ArrayList<>());
        for (int round = 0; round < rounds; round++) {
            for (String leg : LEGS) {
                long[] nanos = measure(leg, keys, batches);
                taken.computeIfAbsent(leg, l -> new ArrayList<>()).add(nanos);
                progress.accept(String.format(
                        Locale.ROOT,
                        "round %d of %d, %s: a batch takes %,.1f ms, p99.9 %,.1f ms",
                        round + 1,
                        rounds,
                        leg,
                        nanos[MEDIAN] / MILLI,
                        nanos[P999] / MILLI));
            }
        }
        List<Leg> legs = new ArrayList<>();
        taken.forEach((leg, of) -> legs.add(new Leg(
                leg, median(of, MEDIAN), median(of, P99), median(of, P999), median(of, LONGEST), each(of, P999))));
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Leg leg : legs.subList(1, legs.size()))
            ratios.put(leg.leg(), leg.p999() / legs.get(0).p999());
        return new Figures(keys, CountedKeys.touched(keys), batches, legs, ratios);
    }

    private static long[] measure(String leg, int keys, int batches) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("headrace-stall-");
        try {
            String line = Forked.ALIKE.run(
                    StallProgram.class,
                    List.of(leg, directory.toString(), Integer.toString(keys), Integer.toString(batches)),
                    0);
            return Stream.of(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        } finally {
            delete(directory);
        }
    }

    private static double median(List<long[]> rounds, int figure) {
        List<Double> sorted = each(rounds, figure).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static List<Double> each(List<long[]> rounds, int figure) {
        return rounds.stream().map(round -> round[figure] / MILLI).toList();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
