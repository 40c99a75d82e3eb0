package io.headrace.bench.contest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much of the machine's time its host gave to others, from {@code /proc/stat}.
 *
 * @param stolen ticks
 * @param all ticks
 */
record Steal(long stolen, long all) {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int FIELDS = 8; // user nice system idle iowait irq softirq steal
    private static final int STEAL = 7;

    /** Up to now; nothing is known where there is no such file. */
    static Steal now() {
        if (!Files.isReadable(STAT)) return new Steal(0, 0);
        try (Stream<String> lines = Files.lines(STAT)) {
            String[] fields = lines.findFirst().orElseThrow().strip().split("\\s+", -1);
            long all = 0;
            for (int i = 0; i < FIELDS; i++) all += Long.parseLong(fields[i + 1]);
            return new Steal(Long.parseLong(fields[STEAL + 1]), all);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STAT, e);
        }
    }

    /** The part that was stolen since then, 0 to 1. */
    double since(Steal before) {
        long ticks = all - before.all;
        return ticks == 0 ? 0 : (stolen - before.stolen) / (double) ticks;
    }
}
