package io.headrace.console;

import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.exec.counters.DelayBuckets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters at one moment.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param values by what is counted, and by input, stage or thread
 */
record Look(long nanos, Map<CounterId, Map<Integer, Reading>> values) {
    static Look at(CountersReader reader) {
        Map<CounterId, Map<Integer, Reading>> values = new EnumMap<>(CounterId.class);
        for (Reading reading : reader.readings()) {
            CounterId id = reading.id();
            if (id != null)
                values.computeIfAbsent(id, unused -> new TreeMap<>()).put(reading.instance(), reading);
        }
        return new Look(System.nanoTime(), values);
    }

    long value(CounterId id) {
        return value(id, 0);
    }

    long value(CounterId id, int instance) {
        Reading reading = values.getOrDefault(id, Map.of()).get(instance);
        return reading == null ? 0 : reading.value();
    }

    List<Reading> all(CounterId id) {
        return List.copyOf(values.getOrDefault(id, Map.of()).values());
    }

    /** How many delays are in each bucket. */
    private long[] buckets(CounterId id) {
        long[] counts = new long[DelayBuckets.COUNT];
        for (Reading reading : all(id)) counts[reading.instance()] = reading.value();
        return counts;
    }

    /** The delay that this part of the batches since the other look did not exceed; of all batches when there is none. */
    long percentile(CounterId buckets, double part, @Nullable Look since) {
        long[] counts = buckets(buckets);
        if (since != null) {
            long[] before = since.buckets(buckets);
            for (int i = 0; i < counts.length; i++) counts[i] -= before[i];
        }
        return DelayBuckets.percentile(counts, part);
    }

    /** How much of it there was each second since the other look. */
    double perSecond(CounterId id, int instance, Look since) {
        double seconds = Math.max(1e-9, (nanos - since.nanos) / 1e9);
        return (value(id, instance) - since.value(id, instance)) / seconds;
    }
}
