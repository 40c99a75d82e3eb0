package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How late a thread wakes up that has parked for a millisecond: once in a thousand times it is later than this. */
final class JitterStep implements Step {
    private static final int SAMPLES = 2_000;
    private static final long PARK = 1_000_000;

    @Override
    public String what() {
        return "how late a parked thread wakes up";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) {
        long[] late = new long[effort.times(SAMPLES)];
        for (int i = 0; i < late.length; i++) {
            long due = System.nanoTime() + PARK;
            LockSupport.parkNanos(PARK);
            late[i] = Math.max(0, System.nanoTime() - due);
        }
        Arrays.sort(late);
        return Map.of(Cost.JITTER, (double) late[late.length - 1 - late.length / 1_000]);
    }
}
