package io.headrace.cli;

import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.exec.counters.DelayBuckets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters of a context as they were at one moment.
 *
 * @param values by what is counted, and by input or thread
 */
record CountersLook(
        String context,
        long processId,
        long startedMillis,
        long endedMillis,
        boolean isClosed,
        boolean isAlive,
        long nanos,
        Map<CounterId, Map<Integer, Reading>> values) {
    private static final String FILE_NAME = "counters";

    /** Instead of the time when it ended. */
    private static final long RUNS = -1;

    /** What a person gave: a context's directory, or a counters file. */
    static Path file(Path given) {
        Path inside = given.resolve(FILE_NAME);
        if (Files.isDirectory(given) && !Files.exists(inside))
            throw new NonsenseException(
                    given + " holds no counters: give the directory of a context (headrace.directory),"
                            + " or the file that a context without one names at its start");
        return Files.isDirectory(given) ? inside : given;
    }

    static CountersLook at(Path file) {
        try {
            CountersReader reader = CountersReader.open(file);
            Map<CounterId, Map<Integer, Reading>> values = new EnumMap<>(CounterId.class);
            for (Reading reading : reader.readings()) {
                CounterId id = reading.id();
                if (id != null)
                    values.computeIfAbsent(id, unused -> new TreeMap<>()).put(reading.instance(), reading);
            }
            boolean isAlive = reader.isWriterAlive();
            return new CountersLook(
                    readable(reader.contextName()),
                    reader.processId(),
                    reader.startedAt().toEpochMilli(),
                    ended(reader, isAlive),
                    reader.isClosed(),
                    isAlive,
                    System.nanoTime(),
                    values);
        } catch (IOException | InternalError e) { // the second: the file was cut short while it was read
            throw new NonsenseException(file + " cannot be read as counters", e);
        }
    }

    /** Of a context that was killed only the file tells, to half a minute. */
    private static long ended(CountersReader reader, boolean isAlive) throws IOException {
        if (reader.endedAt().isPresent()) return reader.endedAt().get().toEpochMilli();
        return isAlive && !reader.isClosed()
                ? RUNS
                : Files.getLastModifiedTime(reader.file()).toMillis();
    }

    /** For how long it has run by then. */
    double seconds(long nowMillis) {
        return Math.max(0, (endedMillis == RUNS ? nowMillis : endedMillis) - startedMillis) / 1e3;
    }

    /** What would move a terminal's cursor becomes blanks. */
    static String readable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** Whether somebody still writes. */
    boolean isRunning() {
        return isAlive && !isClosed;
    }

    String state() {
        if (isClosed) return "ended";
        return isAlive ? "running" : "gone";
    }

    /** Whether this is a later look at the same run. */
    boolean follows(CountersLook before) {
        return processId == before.processId && startedMillis == before.startedMillis;
    }

    long value(CounterId id) {
        return value(id, 0);
    }

    long value(CounterId id, int instance) {
        Reading reading = values.getOrDefault(id, Map.of()).get(instance);
        return reading == null ? 0 : reading.value();
    }

    Map<Integer, Reading> all(CounterId id) {
        return values.getOrDefault(id, Map.of());
    }

    /** How many batches there were in each bucket. */
    long[] buckets(CounterId id) {
        long[] counts = new long[DelayBuckets.COUNT];
        all(id).forEach((bucket, reading) -> {
            if (bucket >= 0 && bucket < counts.length) counts[bucket] = reading.value();
        });
        return counts;
    }
}
