package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.wal.chronicle.ChronicleStateStore;
import io.headrace.wal.state.StateOptions;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import java.nio.file.Path;
import java.util.Map;

/** Putting a key's state into its store. */
final class StoreStep implements Step {
    private static final int KEYS = 200_000;
    private static final int VALUE_BYTES = 24;

    @Override
    public String what() {
        return "taking state home to its store";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) {
        long key = NativeMemory.allocateZeroed(Long.BYTES + VALUE_BYTES, MemoryTag.TEST);
        int keys = effort.times(KEYS);
        StateOptions options =
                new StateOptions(directory, "calibration", StateSizing.of(keys, Long.BYTES, VALUE_BYTES));
        try (StateStore store = ChronicleStateStore.open(options)) {
            return Map.of(Cost.STORE_KEY, effort.rounds(1_000_000_000L).nanosPerOperation(puts -> {
                for (long i = 0; i < puts; i++) {
                    RawMemory.putLong(key, Rounds.below(keys, (i * 0x9E3779B97F4A7C15L) >>> 32));
                    int put = store.put(key, Long.BYTES, key + Long.BYTES, VALUE_BYTES);
                    if (put != StateStore.OK) throw new IllegalStateException("the store refused a key: " + put);
                }
                return store.size();
            }));
        } finally {
            NativeMemory.free(key, Long.BYTES + VALUE_BYTES, MemoryTag.TEST);
        }
    }
}
