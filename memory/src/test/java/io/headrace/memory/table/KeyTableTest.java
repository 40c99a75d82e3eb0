package io.headrace.memory.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class KeyTableTest {
    private Scratch scratch;

    @BeforeEach
    void allocate() {
        scratch = new Scratch();
    }

    @AfterEach
    void free() {
        scratch.close();
    }

    private long upsert(KeyTable table, String key) {
        return table.upsert(scratch.key(key), Scratch.bytes(key).length);
    }

    private long find(KeyTable table, String key) {
        return table.find(scratch.key(key), Scratch.bytes(key).length);
    }

    private static List<String> keys(KeyTable table) {
        List<String> keys = new ArrayList<>();
        table.forEach((key, length, value) -> keys.add(Scratch.text(key, length)));
        return keys;
    }

    @Test
    void shouldHandOutOneZeroedValuePerKey() {
        try (KeyTable table = new KeyTable(20, TableOptions.named("words"))) {
            long value = upsert(table, "word");
            assertThat(table.inserted()).isTrue();
            assertThat(Scratch.read(value, 20)).containsOnly(0);
            RawMemory.fill(value, 20, (byte) 7);
            assertThat(upsert(table, "word")).isEqualTo(value);
            assertThat(table.inserted()).isFalse();
            assertThat(find(table, "word")).isEqualTo(value);
            assertThat(find(table, "ward")).isEqualTo(KeyTable.ABSENT);
            table.clear();
            assertThat(find(table, "word")).isEqualTo(KeyTable.ABSENT);
            assertThat(Scratch.read(upsert(table, "word"), 20)).containsOnly(0);
        }
    }

    @Test
    void shouldTellKeysOfEveryLengthApart() {
        try (KeyTable table = new KeyTable(8, TableOptions.named("lengths"))) {
            for (int length = 0; length < 80; length++) RawMemory.putLong(upsert(table, "a".repeat(length)), length);
            for (int length = 0; length < 80; length++) {
                assertThat(RawMemory.getLong(find(table, "a".repeat(length)))).isEqualTo(length);
                for (int i = 0; i < length; i++)
                    assertThat(find(table, "a".repeat(i) + "b" + "a".repeat(length - i - 1)))
                            .isZero();
            }
        }
    }

    @Test
    void shouldCompareTheBytesOfKeysWithEqualHashes() {
        try (KeyTable table = new KeyTable(8, TableOptions.named("same hash"))) {
            for (int length = 0; length < 40; length++) {
                for (int i = 0; i < length; i++) {
                    byte[] key = new byte[length];
                    key[i] = 1;
                    assertThat(table.upsert(scratch.key(key), length, 0)).isPositive();
                    assertThat(table.inserted()).as("byte %d of %d", i, length).isTrue();
                }
            }
        }
    }

    @Test
    void shouldKeepAddressesWhileGrowing() {
        try (KeyTable table = new KeyTable(8, TableOptions.named("stable"))) {
            List<Long> addresses = new ArrayList<>();
            for (int i = 0; i < 5000; i++) addresses.add(upsert(table, "key " + i));
            for (int i = 0; i < 5000; i++) assertThat(find(table, "key " + i)).isEqualTo(addresses.get(i));
        }
    }

    @Test
    void shouldIterateInInsertionOrderAndSeeWhatIsInsertedMeanwhile() {
        try (KeyTable table = new KeyTable(0, TableOptions.named("order"))) {
            for (int i = 0; i < 100; i++) upsert(table, "key " + i);
            table.remove(scratch.key("key 3"), 5);
            upsert(table, "key 3");
            KeyTable.Cursor cursor = table.cursor();
            int seen = 0;
            while (cursor.next()) {
                String key = Scratch.text(cursor.keyAddress(), cursor.keyLength());
                if (seen++ < 50) upsert(table, "child of " + key);
                table.remove(cursor.keyAddress(), cursor.keyLength(), cursor.hash());
            }
            assertThat(seen).isEqualTo(150);
            assertThat(table.isEmpty()).isTrue();
            assertThat(cursor.rewind().next()).isFalse();
        }
    }

    @Test
    void shouldHoldKeysLargerThanAChunk() {
        TableOptions options = TableOptions.named("large").withChunkBytes(TableOptions.FIRST_CHUNK_BYTES);
        try (KeyTable table = new KeyTable(8, options)) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String key = i + "-".repeat(i % 3 == 0 ? 9000 : 10);
                expected.add(key);
                upsert(table, key);
            }
            assertThat(keys(table)).isEqualTo(expected);
            for (int i = 0; i < 20; i += 2) {
                String key = expected.get(i);
                table.remove(scratch.key(key), key.length());
            }
            for (int i = 18; i >= 0; i -= 2) expected.remove(i);
            assertThat(keys(table)).isEqualTo(expected);
            long before = table.memoryBytes();
            while (table.compact(1)) assertThat(keys(table)).isEqualTo(expected);
            assertThat(keys(table)).isEqualTo(expected);
            assertThat(table.memoryBytes()).isLessThan(before);
        }
    }

    /** The writer may get further in a chunk than the entries did that were there before. */
    @Test
    void shouldCompactIntoTheRestOfAChunk() {
        TableOptions options = TableOptions.named("rest").withChunkBytes(TableOptions.FIRST_CHUNK_BYTES);
        try (KeyTable table = new KeyTable(0, options)) {
            int header = 16;
            List<String> expected = new ArrayList<>();
            for (int size : new int[] {1000, 3000, 1000, 48, 1000, 1000}) {
                String key = expected.size() + "-".repeat(size - header - 1);
                assertThat(table.entryBytes(key.length())).isEqualTo(size);
                upsert(table, key);
                expected.add(key);
            }
            table.remove(scratch.key(expected.get(0)), expected.get(0).length());
            expected.remove(0);
            while (table.compact(1)) assertThat(keys(table)).isEqualTo(expected);
            assertThat(keys(table)).isEqualTo(expected);
            assertThat(table.deadBytes()).isZero();
        }
    }

    /** What was freed before looks like slots of the first epoch, and the next slots are likely to lie there. */
    @Test
    void shouldNotTrustFreshMemory() {
        for (int round = 0; round < 20; round++) {
            for (long bytes = 256; bytes <= 1 << 16; bytes *= 2) soil(bytes);
            try (KeyTable table = new KeyTable(8, TableOptions.named("soiled"))) {
                for (int i = 0; i < 1500; i++) {
                    upsert(table, round + " key " + i);
                    assertThat(find(table, round + " not there " + i)).isEqualTo(KeyTable.ABSENT);
                }
                assertThat(table.size()).isEqualTo(1500);
            }
        }
    }

    private static void soil(long bytes) {
        long address = NativeMemory.allocate(bytes, MemoryTag.TEST);
        for (long at = 0; at < bytes; at += 8) RawMemory.putLong(address + at, 0x0101_0101_0101_0101L);
        NativeMemory.free(address, bytes, MemoryTag.TEST);
    }

    @Test
    void shouldNeverSeeAnEpochAgain() {
        try (KeyTable table = new KeyTable(8, TableOptions.named("epochs").withExpectedKeys(256))) {
            for (int i = 0; i < 200; i++) upsert(table, "old " + i);
            for (int round = 0; round < 70_000; round++) {
                table.clear();
                assertThat(find(table, "old " + round % 200)).isEqualTo(KeyTable.ABSENT);
                if (round % 1000 == 0) assertThat(upsert(table, "new")).isPositive();
            }
        }
    }

    @Test
    void shouldFinishGrowingByClearing() {
        try (KeyTable table = new KeyTable(8, TableOptions.named("growing").withExpectedKeys(512))) {
            for (int i = 0; i <= 512; i++) upsert(table, "old " + i);
            assertThat(table.isGrowing()).isTrue();
            for (int round = 0; round < 70_000; round++) {
                table.clear();
                assertThat(table.isGrowing()).isFalse();
                assertThat(find(table, "old " + round % 500)).isEqualTo(KeyTable.ABSENT);
            }
        }
    }

    @Test
    void shouldAnswerFullAndServeOn() {
        MemoryBudget budget = MemoryBudget.process().child("tight", 20_000);
        try (KeyTable table = new KeyTable(8, TableOptions.named("tight").withBudget(budget))) {
            int keys = 0;
            while (upsert(table, "key " + keys) != KeyTable.FULL) keys++;
            assertThat(keys).isGreaterThan(100);
            assertThat(table.size()).isEqualTo(keys);
            for (int i = 0; i < keys; i++) assertThat(upsert(table, "key " + i)).isPositive();
            assertThat(upsert(table, "one more")).isEqualTo(KeyTable.FULL);
            assertThat(find(table, "one more")).isEqualTo(KeyTable.ABSENT);
            table.clear();
            assertThat(upsert(table, "one more")).isPositive();
            table.clear();
            table.trim();
            assertThat(table.memoryBytes()).isLessThan(6000);
        }
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void shouldFillSlotsToSevenEighthsWhenGrowthIsRefusedAndGrowOnceItIsNot() {
        MemoryBudget budget = MemoryBudget.process().child("slots", 1 << 20);
        TableOptions options = TableOptions.named("slots").withBudget(budget).withExpectedKeys(512);
        try (KeyTable table = new KeyTable(8, options)) {
            assertThat(table.prefault(100_000)).isTrue();
            long rest = budget.available();
            assertThat(budget.tryReserve(rest)).isTrue();
            int keys = 0;
            while (upsert(table, "key " + keys) != KeyTable.FULL) keys++;
            assertThat(keys).isEqualTo(1024 * 7 / 8);
            budget.release(rest);
            assertThat(upsert(table, "one more")).isPositive();
            assertThat(table.isGrowing()).isTrue();
            for (int i = 0; i < keys; i++) assertThat(find(table, "key " + i)).isPositive();
            for (int i = keys; i < 2000; i++)
                assertThat(upsert(table, "key " + i)).isPositive();
            assertThat(keys(table)).hasSize(2001).startsWith("key 0", "key 1");
        }
    }

    @Test
    void shouldRefuseWhatCannotWork() {
        MemoryBudget none = MemoryBudget.process().child("none", 10);
        assertThatThrownBy(() -> new KeyTable(8, TableOptions.named("t").withBudget(none)))
                .hasMessageContaining("table t needs 1105 bytes to begin with")
                .hasMessageContaining("none: 0 of 10 bytes");
        assertThatThrownBy(() -> new KeyTable(-1, TableOptions.named("t"))).hasMessageContaining("values of -1 bytes");
        assertThatThrownBy(() -> TableOptions.named("t").withExpectedKeys(-5)).hasMessageContaining("-5 keys");
        assertThatThrownBy(() -> TableOptions.named("t").withChunkBytes(5)).hasMessageContaining("5 bytes");
        try (KeyTable table = new KeyTable(8, TableOptions.named("t"));
                VarTable varTable = new VarTable(TableOptions.named("v"))) {
            assertThatThrownBy(() -> table.upsert(1, -1, 0)).hasMessageContaining("table t: a key of -1 bytes");
            assertThatThrownBy(() -> varTable.reserve(1, -1, 0, 8)).hasMessageContaining("a key of -1 bytes");
            assertThat(table.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldCountItsMemoryAndCloseTwice() {
        long before = NativeMemory.used(MemoryTag.STATE);
        KeyTable table = new KeyTable(8, TableOptions.named("tag").withTag(MemoryTag.STATE));
        for (int i = 0; i < 1000; i++) upsert(table, "key " + i);
        assertThat(NativeMemory.used(MemoryTag.STATE) - before).isEqualTo(table.memoryBytes());
        table.close();
        table.close();
        assertThat(NativeMemory.used(MemoryTag.STATE)).isEqualTo(before);
    }

    @Test
    void shouldAllocateNothingPerBatch() {
        try (KeyTable table = new KeyTable(8, TableOptions.named("batch").withExpectedKeys(64))) {
            long key = scratch.key(new byte[8]);
            KeyTable.Cursor cursor = table.cursor();
            long[] sum = new long[1];
            Allocation.assertNone("a batch: fold, iterate, remove, compact, clear", 500, 200, () -> {
                for (int i = 0; i < 100; i++) {
                    RawMemory.putLong(key, i % 50);
                    long value = table.upsert(key, 8);
                    RawMemory.putLong(value, RawMemory.getLong(value) + 1);
                }
                for (cursor.rewind(); cursor.next(); ) sum[0] += RawMemory.getLong(cursor.valueAddress());
                for (int i = 0; i < 10; i++) {
                    RawMemory.putLong(key, i);
                    table.remove(key, 8);
                }
                table.compact(20);
                table.clear();
            });
            assertThat(sum[0]).isPositive();
        }
    }

    @Test
    void shouldAllocateNothingWhileGrowing() {
        long key = scratch.key(new byte[8]);
        try (KeyTable table = new KeyTable(8, TableOptions.named("growth").withExpectedKeys(1 << 17))) {
            assertThat(table.prefault(300_000 * table.entryBytes(8))).isTrue();
            long next = 0;
            for (; !table.isGrowing(); next++) {
                RawMemory.putLong(key, next);
                table.upsert(key, 8);
            }
            long[] count = {next};
            Allocation.assertNone("inserts while growing", 2000, 1000, () -> {
                RawMemory.putLong(key, count[0]++);
                table.upsert(key, 8);
            });
            assertThat(table.isGrowing()).isTrue();
            assertThat(table.size()).isEqualTo(count[0]);
        }
    }

    @Test
    void shouldHoldAMillionKeys() {
        long key = scratch.key(new byte[8]);
        try (KeyTable table = new KeyTable(8, TableOptions.named("million"))) {
            for (long i = 0; i < 1_000_000; i++) {
                RawMemory.putLong(key, i * 31);
                RawMemory.putLong(table.upsert(key, 8), i);
            }
            long expected = 0;
            for (KeyTable.Cursor cursor = table.cursor(); cursor.next(); expected++) {
                if (RawMemory.getLong(cursor.keyAddress()) != expected * 31
                        || RawMemory.getLong(cursor.valueAddress()) != expected)
                    throw new AssertionError("entry " + expected);
            }
            assertThat(expected).isEqualTo(1_000_000);
        }
    }
}
