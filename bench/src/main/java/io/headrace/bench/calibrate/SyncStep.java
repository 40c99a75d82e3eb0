package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** How long the log waits for the disk at level {@code BATCH}, with a few KiB to write: the median. */
final class SyncStep implements Step {
    private static final int LENGTH = 4 << 10;
    private static final int SYNCS = 1_000;

    @Override
    public String what() {
        return "waiting for the disk";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) throws IOException {
        long[] nanos = new long[effort.times(SYNCS)];
        long payload = NativeMemory.allocateZeroed(LENGTH, MemoryTag.TEST);
        try (Log log = Log.open(LogOptions.of(directory).durability(Durability.BATCH))) {
            for (int i = 0; i < nanos.length; i++) {
                if (log.append(RecordType.ALLOC, payload, LENGTH) == Log.NO_ROOM)
                    throw new IOException("the disk of " + directory + " is full");
                long begin = System.nanoTime();
                log.sync();
                nanos[i] = System.nanoTime() - begin;
            }
        } finally {
            NativeMemory.free(payload, LENGTH, MemoryTag.TEST);
        }
        Arrays.sort(nanos);
        return Map.of(Cost.SYNC, (double) nanos[nanos.length / 2]);
    }
}
