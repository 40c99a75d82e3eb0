package io.headrace.bench.sustained;

import io.headrace.bench.disk.Background;
import io.headrace.bench.disk.Footprint;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Looks at the process from time to time: its memory, the files of its directory, and how many records have come out.
 *
 * <p><b>Threading:</b> a thread of its own, from the constructor to {@link #close}; read behind that.
 */
final class Sampler implements AutoCloseable {
    private static final File STATM = new File("/proc/self/statm");
    private static final long PAGE = 4096;
    private static final long LEAST_NANOS = 10_000_000;

    private final Path directory;
    private final LongSupplier counted;
    private final long everyNanos;
    private final List<Sample> samples = new ArrayList<>();
    private final Background thread;
    private final byte[] statm = new byte[256];
    private long next;

    /**
     * What was seen at a moment.
     *
     * @param memory bytes of the process that are in memory; 0 where there is no /proc
     */
    record Sample(long nanos, long memory, Footprint files, long counted) {}

    /** @param everyNanos how often to look; not oftener than a hundred times a second */
    Sampler(Path directory, long everyNanos, LongSupplier counted) {
        this.directory = directory;
        this.everyNanos = Math.max(LEAST_NANOS, everyNanos);
        this.counted = counted;
        next = System.nanoTime();
        thread = new Background("sampler", this::look);
    }

    private boolean look() {
        long now = System.nanoTime();
        if (now < next) return false;
        next = now + everyNanos;
        samples.add(new Sample(now, memory(), Footprint.of(directory), counted.getAsLong()));
        return false;
    }

    /** The second number of that file. Read without much garbage, for this is in the heap that is looked at. */
    private long memory() {
        if (!STATM.canRead()) return 0;
        try (FileInputStream in = new FileInputStream(STATM)) {
            int length = in.read(statm);
            int at = 0;
            while (at < length && statm[at] != ' ') at++;
            long pages = 0;
            for (at++; at < length && statm[at] != ' '; at++) pages = 10 * pages + statm[at] - '0';
            return pages * PAGE;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STATM, e);
        }
    }

    /** What was seen from one moment to another; there must be something. */
    Samples between(long from, long to) {
        List<Sample> some = samples.stream()
                .filter(sample -> sample.nanos() >= from && sample.nanos() <= to)
                .toList();
        if (some.isEmpty()) throw new IllegalStateException("nothing was sampled in " + (to - from) + " ns");
        return new Samples(some);
    }

    @Override
    public void close() {
        thread.close();
    }
}
