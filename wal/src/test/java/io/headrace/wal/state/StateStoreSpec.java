package io.headrace.wal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every state store must do, whatever it stands on: extend it, and say how one is opened. */
@ExtendWith(LeakCheck.class)
public abstract class StateStoreSpec {
    protected static final StateSizing SMALL = new StateSizing(1_000, 8, 16, 512, 2.0);

    protected Bytes bytes;
    protected StateStore store;
    protected final List<Long> alarms = new ArrayList<>();

    /** Opens a new, empty store that reports to {@link #alarms}. */
    protected abstract StateStore open(StateSizing sizing);

    @BeforeEach
    void openStore() {
        bytes = new Bytes();
        store = open(SMALL);
    }

    @AfterEach
    void closeStore() {
        store.close();
        bytes.close();
    }

    @Test
    void shouldKeepWhatIsPut() {
        assertThat(store.size()).isZero();
        assertThat(bytes.get(store, "a")).isNull();

        assertThat(bytes.put(store, "a", "one")).isEqualTo(StateStore.OK);
        assertThat(bytes.put(store, "b", "two")).isEqualTo(StateStore.OK);
        assertThat(bytes.put(store, "a", "three times as long as before, and then some"))
                .isEqualTo(StateStore.OK);

        assertThat(bytes.get(store, "a")).isEqualTo("three times as long as before, and then some");
        assertThat(bytes.get(store, "b")).isEqualTo("two");
        assertThat(store.size()).isEqualTo(2);
        assertThat(bytes.remove(store, "a")).isTrue();
        assertThat(bytes.remove(store, "a")).isFalse();
        assertThat(bytes.get(store, "a")).isNull();
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void shouldTellAnEmptyValueFromNone() {
        assertThat(bytes.put(store, "k", "")).isEqualTo(StateStore.OK);

        assertThat(bytes.get(store, "k")).isEmpty();
        assertThat(bytes.put(store, "", "of the empty key")).isEqualTo(StateStore.OK);
        assertThat(bytes.get(store, "")).isEqualTo("of the empty key");
    }

    @Test
    void shouldSayHowMuchRoomAValueNeeds() {
        bytes.put(store, "k", "0123456789");
        long key = bytes.key("k");

        int result = store.get(key, 1, bytes.result(), 9);

        assertThat(StateReader.isTooShort(result)).isTrue();
        assertThat(StateReader.needed(result)).isEqualTo(10);
        assertThat(bytes.resultIsUntouched()).isTrue();
        assertThat(store.get(key, 1, bytes.result(), 10)).isEqualTo(10);
    }

    @Test
    void shouldRefuseWhatIsTooLargeAndTakeWhatIsNot() {
        int longest = store.maxValueLength(8);
        assertThat(longest).isGreaterThanOrEqualTo(SMALL.maxValueBytes());
        bytes.put(store, "12345678", "before");

        assertThat(bytes.put(store, "12345678", "x".repeat(longest + 1))).isEqualTo(StateStore.TOO_LARGE);
        assertThat(bytes.get(store, "12345678")).isEqualTo("before");
        assertThat(bytes.put(store, "12345678", "x".repeat(longest))).isEqualTo(StateStore.OK);
        assertThat(bytes.get(store, "12345678")).hasSize(longest);
    }

    @Test
    void shouldShowEveryEntryOnce() {
        Map<String, String> model = new HashMap<>();
        for (int i = 0; i < 900; i++) {
            model.put("key" + i, "value" + i);
            bytes.put(store, "key" + i, "value" + i);
        }

        assertThat(bytes.contents(store)).isEqualTo(model);
        assertThatIllegalStateException()
                .isThrownBy(() -> store.forEach((k, kl, v, vl) -> store.remove(k, kl)))
                .withMessageContaining("visited");
        assertThat(store.size()).isEqualTo(900);
        store.clear();
        assertThat(bytes.contents(store)).isEmpty();
        assertThat(store.size()).isZero();
        assertThat(bytes.put(store, "a", "b")).isEqualTo(StateStore.OK);
    }

    @Test
    void shouldBehaveAsAMapDoesThroughGrowth() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, String> model = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            String key = "k" + random.nextInt(1_500);
            int dice = random.nextInt(100);
            if (dice < 45) {
                String value = "v".repeat(random.nextInt(60)) + i;
                int result = bytes.put(store, key, value);
                if (result == StateStore.FULL) {
                    assertThat(bytes.get(store, key)).as("seed %d", seed).isEqualTo(model.get(key));
                    assertThat(store.grow()).isEqualTo(StateStore.Growth.GROWN);
                    result = bytes.put(store, key, value);
                }
                assertThat(result).as("seed %d", seed).isEqualTo(StateStore.OK);
                model.put(key, value);
            } else if (dice < 60) {
                boolean removed = bytes.remove(store, key);
                assertThat(removed).as("seed %d", seed).isEqualTo(model.remove(key) != null);
            } else if (dice < 99) {
                assertThat(bytes.get(store, key)).as("seed %d", seed).isEqualTo(model.get(key));
            } else if (random.nextInt(60) == 0) {
                store.startGrow(store.plannedEntries() + 10);
            } else {
                store.growStep();
            }
            assertThat(store.size()).as("seed %d", seed).isEqualTo(model.size());
        }
        assertThat(bytes.contents(store)).as("seed %d", seed).isEqualTo(model);
    }

    @Test
    void shouldRefusePutsWhenFullLoseNothingAndGoOnAfterGrowing() {
        int taken = 0;
        while (bytes.put(store, "key" + taken, "value" + taken) == StateStore.OK) taken++;

        assertThat(taken).as("planned entries times headroom, at least").isGreaterThanOrEqualTo(1_300);
        assertThat(bytes.get(store, "key" + taken)).isNull();
        assertThat(store.size()).isEqualTo(taken);
        assertThat(bytes.put(store, "key0", "VALUE0"))
                .as("the same length needs no room")
                .isEqualTo(StateStore.OK);
        String longer = "x".repeat(400);
        assertThat(bytes.put(store, "key1", longer)).isEqualTo(StateStore.FULL);
        assertThat(bytes.get(store, "key1")).isEqualTo("value1");

        long diskBefore = store.bytesOnDisk();
        assertThat(store.grow()).isEqualTo(StateStore.Growth.GROWN);

        assertThat(store.plannedEntries()).isGreaterThanOrEqualTo(2_000);
        assertThat(store.bytesOnDisk()).isGreaterThan(diskBefore);
        assertThat(bytes.put(store, "key1", longer)).isEqualTo(StateStore.OK);
        assertThat(bytes.put(store, "key" + taken, "value")).isEqualTo(StateStore.OK);
        Map<String, String> contents = bytes.contents(store);
        assertThat(contents).hasSize(taken + 1).containsEntry("key0", "VALUE0").containsEntry("key1", longer);
        for (int i = 2; i < taken; i++) assertThat(contents).containsEntry("key" + i, "value" + i);
    }

    @Test
    void shouldTakeChangesBetweenTheStepsOfGrowing() {
        for (int i = 0; i < 800; i++) bytes.put(store, "key" + i, "value" + i);

        StateStore.Growth growth = store.startGrow(5_000);
        int steps = 0;
        while (growth == StateStore.Growth.GROWING) {
            bytes.put(store, "key" + steps, "changed");
            bytes.put(store, "new" + steps, "born");
            bytes.remove(store, "key" + (799 - steps));
            growth = store.growStep();
            steps++;
        }

        assertThat(growth).isEqualTo(StateStore.Growth.GROWN);
        assertThat(steps).as("bounded steps").isGreaterThan(1);
        assertThat(store.plannedEntries()).isGreaterThanOrEqualTo(5_000);
        assertThat(store.size()).isEqualTo(800);
        for (int i = 0; i < steps; i++) {
            assertThat(bytes.get(store, "key" + i)).isEqualTo("changed");
            assertThat(bytes.get(store, "new" + i)).isEqualTo("born");
            assertThat(bytes.get(store, "key" + (799 - i))).isNull();
        }
        assertThat(bytes.get(store, "key400")).isEqualTo("value400");
        assertThat(store.growStep()).as("nothing under way").isEqualTo(StateStore.Growth.GROWN);
    }

    @Test
    void shouldLoseNothingWhenItFillsUpWhileGrowing() {
        assertThat(store.startGrow(1_001)).isEqualTo(StateStore.Growth.GROWING);
        String value = "v".repeat(200); // more than planned for
        int taken = 0;
        while (bytes.put(store, "key" + taken, value) == StateStore.OK) taken++;
        StateStore.Growth growth = StateStore.Growth.GROWING;
        while (growth == StateStore.Growth.GROWING) growth = store.growStep();

        assertThat(store.size()).isEqualTo(taken);
        assertThat(bytes.contents(store)).hasSize(taken);
        assertThat(store.grow()).isEqualTo(StateStore.Growth.GROWN);
        assertThat(bytes.contents(store)).hasSize(taken);
        assertThat(bytes.put(store, "key" + taken, value)).isEqualTo(StateStore.OK);
    }

    @Test
    void shouldBeUsefulAgainWhenAFullStoreWasEmptiedAndMadeCompact() {
        int taken = 0;
        while (bytes.put(store, "key" + taken, "value") == StateStore.OK) taken++;
        for (int i = 0; i < taken; i++) bytes.remove(store, "key" + i);

        StateStore.Growth growth = store.startGrow(store.plannedEntries());
        while (growth == StateStore.Growth.GROWING) growth = store.growStep();

        assertThat(growth).isEqualTo(StateStore.Growth.GROWN);
        assertThat(store.plannedEntries()).isEqualTo(1_000);
        assertThat(bytes.put(store, "again", "value")).isEqualTo(StateStore.OK);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.startGrow(999))
                .withMessageContaining("999");
    }

    @Test
    void shouldSoundTheAlarmOncePerCrossing() {
        int i = 0;
        while (alarms.isEmpty()) bytes.put(store, "key" + i++, "a value of 16 b.");
        assertThat(store.size()).as("70 percent of a third more than planned").isBetween(850L, 915L);
        for (int more = 0; more < 50; more++) bytes.put(store, "more" + more, "a value of 16 b.");
        assertThat(alarms).hasSize(1);

        for (int j = 0; j < i; j++) bytes.remove(store, "key" + j);
        for (int j = 0; j < i; j++) bytes.put(store, "key" + j, "a value of 16 b.");

        assertThat(alarms).hasSize(2);
        assertThat(store.grow()).isEqualTo(StateStore.Growth.GROWN);
        assertThat(alarms).as("grown: far from full").hasSize(2);
    }

    @Test
    void shouldSoundTheAlarmWhenFewValuesAreLargerThanPlanned() {
        int i = 0;
        while (alarms.isEmpty()) bytes.put(store, "key" + i++, "v".repeat(300));

        assertThat(store.size()).isLessThan(300);
    }

    @Test
    void shouldAllocateNothing() {
        long key = bytes.key("12345678");
        long value = bytes.value("a value of 16 b.");

        Allocation.assertNone("put of a key that is there", () -> {
            if (store.put(key, 8, value, 16) != StateStore.OK) throw new AssertionError();
        });
        Allocation.assertNone("get", () -> {
            if (store.get(key, 8, bytes.result(), 16) != 16) throw new AssertionError();
        });
        Allocation.assertNone("put of a new key, and remove", () -> {
            if (store.put(key, 7, value, 16) != StateStore.OK) throw new AssertionError();
            if (!store.remove(key, 7)) throw new AssertionError();
        });
        Allocation.assertNone("put of another length", () -> {
            store.put(key, 8, value, 3);
            store.put(key, 8, value, 16);
        });
        Allocation.assertNone("get and remove of what is not there", () -> {
            if (store.get(key, 6, bytes.result(), 16) != StateReader.ABSENT) throw new AssertionError();
            if (store.remove(key, 6)) throw new AssertionError();
        });
        StateReader reader = store.newReader();
        Allocation.assertNone("get of a reader", () -> {
            if (reader.get(key, 8, bytes.result(), 16) != 16) throw new AssertionError();
        });
        reader.close();
    }

    @Test
    void shouldLetReadersReadWhileTheOwnerWritesAndGrows() throws InterruptedException {
        int keys = 200;
        for (int i = 0; i < keys; i++) bytes.put(store, "key" + i, pattern(0));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        StateReader reader = store.newReader();
        Thread reading = new Thread(() -> {
            try (Bytes own = new Bytes()) {
                int reads = 0;
                for (int i = 0; !done.get() || reads < 1_000; i++, reads++) {
                    String value = own.get(reader, "key" + i % keys);
                    if (value == null) throw new AssertionError("a key that is never removed is gone");
                    assertThat(value.chars().distinct().count()).as(value).isEqualTo(1);
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reading.start();
        for (int round = 1; round <= 60; round++) {
            for (int i = 0; i < keys; i++)
                assertThat(bytes.put(store, "key" + i, pattern(round + i))).isEqualTo(StateStore.OK);
            if (round % 20 == 0) assertThat(store.grow()).isEqualTo(StateStore.Growth.GROWN);
        }
        done.set(true);
        reading.join();
        reader.close();

        assertThat(failure.get()).isNull();
    }

    @Test
    void shouldRefuseEverythingOnceClosed() {
        StateReader reader = store.newReader();
        bytes.put(store, "k", "v");
        store.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> bytes.get(store, "k"))
                .withMessageContaining("closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> bytes.put(store, "k", "v"))
                .withMessageContaining("closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> bytes.get(reader, "k"))
                .withMessageContaining("closed");
        reader.close();
        store.close();
    }

    /** One letter, a length that varies: whoever sees two letters saw a mixture of two values. */
    private static String pattern(int round) {
        return String.valueOf((char) ('a' + round % 26)).repeat(1 + round * 7 % 90);
    }
}
