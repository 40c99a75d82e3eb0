package io.headrace.bench.sustained;

import java.util.List;
import java.util.function.ToLongFunction;

/** What was seen in a stretch of time. <b>Threading:</b> immutable. */
record Samples(List<Sampler.Sample> seen) {
    Samples {
        seen = List.copyOf(seen);
    }

    double meanMemory() {
        return seen.stream().mapToLong(Sampler.Sample::memory).average().orElse(0);
    }

    long mostMemory() {
        return most(Sampler.Sample::memory);
    }

    long mostFiles() {
        return most(sample -> sample.files().files());
    }

    long mostFileBytes() {
        return most(sample -> sample.files().bytes());
    }

    private long most(ToLongFunction<Sampler.Sample> of) {
        return seen.stream().mapToLong(of).max().orElse(0);
    }

    /** Records a second that came out, from the first look to the last. */
    double throughput() {
        Sampler.Sample first = seen.get(0);
        Sampler.Sample last = seen.get(seen.size() - 1);
        return (last.counted() - first.counted()) * 1e9 / Math.max(1, last.nanos() - first.nanos());
    }
}
