package io.headrace.exec.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link FlatStates} costs: by the keys that are touched or time out, never by those that are there. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FlatStatesTest {
    private static final int KEYS = 300_000;
    private static final int TOUCHED = 100;
    private static final long TIMEOUT = 10_000;

    private final MemoryBudget budget = MemoryBudget.process().child("states", 1L << 30);

    @Test
    void shouldLookAtTouchedAndIdleKeysOnly() {
        long bytes = NativeMemory.allocate(Long.BYTES, MemoryTag.TEST);
        try (FlatStates states = new FlatStates("states", budget)) {
            for (int key = 0; key < KEYS; key++) touch(states, bytes, key, 1_000 + key / 1_000);
            List<Long> idle = new ArrayList<>();
            long before = states.looks();
            long batches = 50;
            for (long batch = 1; batch <= batches; batch++) {
                long now = 1_300 + batch;
                for (int i = 0; i < TOUCHED; i++) {
                    RawMemory.putLong(bytes, (batch * 997 + i * 1_009L) % KEYS);
                    assertThat(states.find(bytes, Long.BYTES)).isNotEqualTo(KeyedStates.ABSENT);
                    touch(states, bytes, (batch * 997 + i * 1_009L) % KEYS, now);
                }
                states.forEachIdle(
                        now - TIMEOUT,
                        (key, length, hash, entry, state, stateLength) -> idle.add(RawMemory.getLong(key)));
            }
            assertThat(states.looks() - before).isEqualTo(2 * TOUCHED * batches);
            assertThat(idle).isEmpty();
            before = states.looks();
            states.forEachIdle(
                    1_001, (key, length, hash, entry, state, stateLength) -> idle.add(RawMemory.getLong(key)));
            assertThat(idle).hasSizeBetween(900, 1_000).allMatch(key -> key < 1_000); // but those touched since
            assertThat(states.looks() - before).isEqualTo(idle.size());
        } finally {
            NativeMemory.free(bytes, Long.BYTES, MemoryTag.TEST);
        }
    }

    @Test
    void shouldRestoreWhatACheckpointHasAndThenWhatTheLogChanges() {
        int keys = 10_000;
        long bytes = NativeMemory.allocate(3L * keys * Long.BYTES, MemoryTag.TEST);
        try (FlatStates states = new FlatStates("states", budget)) {
            states.expect(keys / 3); // too little: it is a hint
            StatesAhead ahead = new StatesAhead();
            ahead.setNew(true);
            for (int key = 0; key < keys; key++) restore(states, ahead, bytes + 2L * key * Long.BYTES, key, key + 7);
            flush(states, ahead);
            ahead.setNew(false);
            long changed = bytes + 2L * keys * Long.BYTES;
            for (int key = 0; key < keys; key += 4) restore(states, ahead, changed, key, -key);
            for (int key = 1; key < keys; key += 4) {
                RawMemory.putLong(changed, key);
                ahead.remove(changed, Long.BYTES, Hash.of(changed, Long.BYTES, Hash.PROBE_SEED));
                flush(states, ahead);
            }
            flush(states, ahead);
            assertThat(states.size()).isEqualTo(keys - keys / 4);
            for (int key = 0; key < keys; key++) {
                RawMemory.putLong(changed, key);
                long state = states.find(changed, Long.BYTES);
                if (key % 4 == 1) assertThat(state).isEqualTo(KeyedStates.ABSENT);
                else assertThat(RawMemory.getLong(state)).isEqualTo(key % 4 == 0 ? -key : key + 7);
            }
        } finally {
            NativeMemory.free(bytes, 3L * keys * Long.BYTES, MemoryTag.TEST);
        }
    }

    /** An entry, with a key and a state of eight bytes each at this place. */
    private static void restore(FlatStates states, StatesAhead ahead, long at, long key, long state) {
        RawMemory.putLong(at, key);
        RawMemory.putLong(at + Long.BYTES, state);
        long hash = Hash.of(at, Long.BYTES, Hash.PROBE_SEED);
        ahead.put(at, Long.BYTES, hash, at + Long.BYTES, Long.BYTES, 1);
        if (ahead.isFull() || !ahead.areNew()) flush(states, ahead);
    }

    private static void flush(FlatStates states, StatesAhead ahead) {
        assertThat(states.restore(ahead)).isTrue();
        ahead.clear();
    }

    @Test
    void shouldAllocateNothing() {
        long bytes = NativeMemory.allocate(Long.BYTES, MemoryTag.TEST);
        try (FlatStates states = new FlatStates("states", budget)) {
            for (int key = 0; key < 10_000; key++) touch(states, bytes, key, key);
            long[] now = {10_000};
            long[] seen = {0};
            KeyedStates.EntryVisitor<RuntimeException> visitor =
                    (key, length, hash, entry, state, stateLength) -> seen[0]++;
            Allocation.assertNone("touching, removing and looking for idle keys", () -> {
                long time = now[0]++;
                touch(states, bytes, time * 7_919 % 10_000, time);
                RawMemory.putLong(bytes, time * 31 % 10_000);
                states.remove(bytes, Long.BYTES);
                touch(states, bytes, time * 31 % 10_000, time);
                states.forEachIdle(time - 9_990, visitor);
            });
            assertThat(seen[0]).isPositive();
        } finally {
            NativeMemory.free(bytes, Long.BYTES, MemoryTag.TEST);
        }
    }

    @Test
    void shouldSayThatThereIsNoMemoryAndStayAsItWas() {
        long bytes = NativeMemory.allocate(Long.BYTES, MemoryTag.TEST);
        MemoryBudget small = MemoryBudget.process().child("small", 256 << 10);
        try (FlatStates states = new FlatStates("states", small)) {
            long key = 0;
            while (true) {
                RawMemory.putLong(bytes, key);
                if (!states.put(bytes, Long.BYTES, bytes, Long.BYTES, key)) break;
                key++;
            }
            assertThat(key).isGreaterThan(500);
            assertThat(states.size()).isEqualTo(key);
            assertThat(states.find(bytes, Long.BYTES)).isEqualTo(KeyedStates.ABSENT);
            long[] sum = {0};
            states.forEach((at, length, state, stateLength) -> sum[0] += RawMemory.getLong(state));
            assertThat(sum[0]).isEqualTo(key * (key - 1) / 2);
        } finally {
            NativeMemory.free(bytes, Long.BYTES, MemoryTag.TEST);
        }
    }

    private static void touch(FlatStates states, long bytes, long key, long time) {
        RawMemory.putLong(bytes, key);
        if (!states.put(bytes, Long.BYTES, bytes, Long.BYTES, time)) throw new AssertionError(states.describe());
    }
}
