package io.headrace.exec.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.chronicle.ChronicleStateStore;
import io.headrace.wal.state.StateOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@link FlatStates} whose states mostly lie in a store on disk, against a map in the order of touching. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ColdStatesTest {
    private static final int KEYS = 3_000;
    private static final int LONGEST = 600;
    private static final int KEY_BYTES = 120; // of which each key takes about so many

    @TempDir
    Path directory;

    /** A state: so many bytes, all alike. */
    private record Held(int length, byte filled, long touched) {}

    private long bytes;

    @Test
    void shouldBeAMapInTheOrderOfTouching() {
        RandomGenerator random = Seed.random("ColdStatesTest");
        bytes = NativeMemory.allocate(Long.BYTES + LONGEST, MemoryTag.TEST);
        StateHome home = sizing -> CompletableFuture.completedFuture(
                ChronicleStateStore.open(new StateOptions(directory, "cold", sizing)));
        MemoryBudget budget = MemoryBudget.process().child("cold", 64 << 20);
        long most = KEYS * KEY_BYTES + 50_000;
        Map<Long, Held> model = new LinkedHashMap<>();
        try (FlatStates states = new FlatStates("states", budget, new ColdStates(home), most, true)) {
            for (long time = 1; time <= 60_000; time++) {
                long key = random.nextInt(KEYS);
                if (random.nextInt(10) == 0) {
                    RawMemory.putLong(bytes, key);
                    states.remove(bytes, Long.BYTES);
                    model.remove(key);
                } else if (random.nextInt(3) == 0) {
                    assertHeld(states, key, model.get(key));
                } else {
                    Held next = new Held(random.nextInt(LONGEST), (byte) time, time);
                    put(states, key, next);
                    model.remove(key);
                    model.put(key, next);
                }
                if (time % 10_000 == 0) {
                    assertThat(states.coldStates()).isPositive();
                    assertThat(states.size()).isEqualTo(model.size());
                    assertIdle(states, model, time - 2_000);
                    assertAll(states, model);
                }
            }
            assertThat(states.liveBytes()).isLessThan(2 * most);
        } finally {
            NativeMemory.free(bytes, Long.BYTES + LONGEST, MemoryTag.TEST);
        }
    }

    private void put(FlatStates states, long key, Held held) {
        RawMemory.putLong(bytes, key);
        RawMemory.fill(bytes + Long.BYTES, held.length, held.filled);
        if (key % 2 == 0) {
            assertThat(states.put(bytes, Long.BYTES, bytes + Long.BYTES, held.length, held.touched))
                    .isTrue();
            return;
        }
        long hash = Hash.of(bytes, Long.BYTES, Hash.PROBE_SEED); // as a batch does, which has looked for the key before
        long found = states.find(bytes, Long.BYTES, hash);
        long entry = found == KeyedStates.ABSENT ? KeyedStates.ABSENT : states.entry();
        assertThat(states.put(bytes, Long.BYTES, hash, entry, bytes + Long.BYTES, held.length, held.touched))
                .isTrue();
        states.tidy(1);
    }

    private void assertHeld(FlatStates states, long key, @Nullable Held expected) {
        RawMemory.putLong(bytes, key);
        long at = states.find(bytes, Long.BYTES);
        assertThat(at != KeyedStates.ABSENT).isEqualTo(expected != null);
        if (expected != null) assertBytes(at, states.length(), expected);
    }

    private static void assertBytes(long at, int length, Held expected) {
        assertThat(length).isEqualTo(expected.length);
        for (int i = 0; i < length; i++)
            if (RawMemory.getByte(at + i) != expected.filled) throw new AssertionError("byte " + i + " of " + expected);
    }

    private static void assertIdle(FlatStates states, Map<Long, Held> model, long before) {
        var expected = model.entrySet().stream()
                .filter(entry -> entry.getValue().touched < before)
                .map(Map.Entry::getKey)
                .iterator();
        states.forEachIdle(before, (key, keyLength, hash, entry, state, length) -> {
            long idle = RawMemory.getLong(key);
            assertThat(idle).isEqualTo(expected.next());
            assertBytes(state, length, requireNonNull(model.get(idle)));
        });
        assertThat(expected.hasNext()).isFalse();
    }

    private static void assertAll(FlatStates states, Map<Long, Held> model) {
        Map<Long, Held> left = new HashMap<>(model);
        states.forEach((key, keyLength, state, length) ->
                assertBytes(state, length, requireNonNull(left.remove(RawMemory.getLong(key)))));
        assertThat(left).isEmpty();
    }
}
