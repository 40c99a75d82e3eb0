package io.headrace.exec.counters;

/**
 * Times, counted in {@link DelayBuckets} of the counters file.
 *
 * <p><b>Threading:</b> written by one thread; makes no garbage.
 */
public final class DelayHistogram {
    private final Counter[] buckets = new Counter[DelayBuckets.COUNT];

    /** @param id of the buckets; the instance is the bucket */
    public DelayHistogram(Counters counters, CounterId id) {
        for (int bucket = 0; bucket < buckets.length; bucket++) buckets[bucket] = counters.counter(id, bucket, "");
    }

    public void record(long nanos) {
        buckets[DelayBuckets.of(nanos)].increment();
    }
}
