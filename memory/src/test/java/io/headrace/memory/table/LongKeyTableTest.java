package io.headrace.memory.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LongKeyTableTest {
    @Test
    void shouldZeroNewValues() {
        try (LongKeyTable table = new LongKeyTable(20, TableOptions.named("zeros"))) {
            for (int round = 0; round < 3; round++) {
                for (long key = 0; key < 100; key++) {
                    long value = table.upsert(key);
                    assertThat(table.inserted()).isTrue();
                    assertThat(Scratch.read(value, 20)).containsOnly(0);
                    RawMemory.fill(value, 20, (byte) 9);
                }
                table.clear();
            }
        }
    }

    @Test
    void shouldKeepRoomForALongWhateverTheValue() {
        try (LongKeyTable table = new LongKeyTable(0, TableOptions.named("set"))) {
            for (long key = 0; key < 100; key++) assertThat(table.add(key, key)).isTrue();
            for (long key = 0; key < 100; key++) assertThat(table.get(key, -1)).isEqualTo(key);
        }
    }

    @Test
    void shouldIterateInInsertionOrderAndSeeWhatIsInsertedMeanwhile() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("order"))) {
            for (long key = 0; key < 100; key++) table.put(key * 7, key);
            table.remove(21);
            table.put(21, 3);
            List<Long> seen = new ArrayList<>();
            for (LongKeyTable.Cursor cursor = table.cursor(); cursor.next(); ) {
                long key = cursor.key();
                assertThat(cursor.value()).isEqualTo(key % 1000 / 7);
                seen.add(key);
                assertThat(table.remove(key)).isTrue();
                if (seen.size() <= 50) table.put(key + 1000 * 7 * 1000, (key + 1000 * 7 * 1000) % 1000 / 7);
            }
            assertThat(seen).hasSize(150).startsWith(0L, 7L, 14L, 28L).doesNotHaveDuplicates();
            assertThat(table.isEmpty()).isTrue();
            while (table.deadBytes() > 0) table.compact(10);
            assertThat(table.cursor().next()).isFalse();
        }
    }

    @Test
    void shouldNeverSeeAnEpochAgain() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("epochs").withExpectedKeys(256))) {
            for (long key = 0; key < 200; key++) table.put(key, key);
            for (int round = 0; round < 70_000; round++) {
                table.clear();
                assertThat(table.get(round % 200, -1)).isEqualTo(-1);
            }
        }
    }

    @Test
    void shouldServeTheNumberThatMarksFreeSlotsAsAKey() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("no key"))) {
            long odd = LongKeyTable.NO_KEY;
            assertThat(table.find(odd)).isEqualTo(LongKeyTable.ABSENT);
            assertThat(table.remove(odd)).isFalse();
            assertThat(table.add(odd, 7)).isTrue();
            assertThat(table.inserted()).isTrue();
            for (long key = 0; key < 5000; key++) table.put(key, key);
            assertThat(table.add(odd, 7)).isTrue();
            assertThat(table.inserted()).isFalse();
            assertThat(table.get(odd, -1)).isEqualTo(14);
            for (long key = 0; key < 5000; key += 2) table.remove(key);
            while (table.compact(10)) assertThat(table.get(odd, -1)).isEqualTo(14);
            LongKeyTable.Cursor cursor = table.cursor();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo(odd);
            assertThat(cursor.value()).isEqualTo(14);
            assertThat(table.remove(odd)).isTrue();
            assertThat(table.add(odd, 1)).isTrue();
            assertThat(table.size()).isEqualTo(2501);
            table.clear();
            assertThat(table.get(odd, -1)).isEqualTo(-1);
            assertThat(table.cursor().next()).isFalse();
        }
    }

    /** Keys that all want the same slot, as if the secret were known, until the table mixes them. */
    @Test
    void shouldMixKeysThatMeetTooOften() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("mixing").withExpectedKeys(4000))) {
            long inverse = 1;
            for (int i = 0; i < 6; i++) inverse *= 2 - LongKeyTable.hashOfKey(1) * inverse;
            for (long i = 0; i < 4000; i++) {
                assertThat(table.put(i * inverse, i)).isTrue(); // their hashes are 0, 1, 2 ...
                if (i % 100 == 0) assertThat(table.get(i / 2 * inverse, -1)).isEqualTo(i / 2);
            }
            assertThat(table.isMixed()).isTrue();
            for (long i = 0; i < 4000; i++)
                assertThat(table.get(i * inverse, -1)).isEqualTo(i);
        }
    }

    @Test
    void shouldAnswerFullInTheMiddleOfGrowingAndServeOn() {
        MemoryBudget budget = MemoryBudget.process().child("tight", 2 << 20);
        TableOptions options = TableOptions.named("tight")
                .withBudget(budget)
                .withExpectedKeys(8192)
                .withChunkBytes(TableOptions.FIRST_CHUNK_BYTES);
        try (LongKeyTable table = new LongKeyTable(options)) {
            long keys = 0;
            for (; !table.isGrowing(); keys++) table.put(keys, keys);
            long rest = budget.available();
            assertThat(budget.tryReserve(rest)).isTrue(); // no more chunks for the order list
            while (table.put(keys, keys)) keys++;
            assertThat(table.isGrowing()).isTrue();
            for (long key = 0; key < keys; key++) assertThat(table.get(key, -1)).isEqualTo(key);
            while (table.isGrowing()) assertThat(table.add(0, 0)).isTrue();
            for (long key = 0; key < keys; key++) assertThat(table.get(key, -1)).isEqualTo(key);
            assertThat(table.size()).isEqualTo(keys);
            budget.release(rest);
            assertThat(table.put(keys, keys)).isTrue();
        }
    }

    @Test
    void shouldAllocateNothingPerBatch() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("batch").withExpectedKeys(64))) {
            LongKeyTable.Cursor cursor = table.cursor();
            long[] sum = new long[1];
            Allocation.assertNone("a batch: fold, iterate, remove, compact, clear", 500, 200, () -> {
                for (int i = 0; i < 100; i++) table.add(i % 50, 1);
                for (cursor.rewind(); cursor.next(); ) sum[0] += cursor.value();
                for (int i = 0; i < 10; i++) table.remove(i);
                table.compact(20);
                table.clear();
            });
            assertThat(sum[0]).isPositive();
        }
    }

    @Test
    void shouldAllocateNothingWhileGrowing() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("growth").withExpectedKeys(1 << 17))) {
            assertThat(table.prefault(300_000)).isTrue();
            long[] next = new long[1];
            while (!table.isGrowing()) table.add(next[0]++, 1);
            Allocation.assertNone("inserts while growing", 2000, 1000, () -> table.add(next[0]++, 1));
            assertThat(table.isGrowing()).isTrue();
        }
    }

    @Test
    void shouldHoldAMillionKeys() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("million"))) {
            for (long i = 0; i < 1_000_000; i++) table.add(i * 31, i);
            long expected = 0;
            for (LongKeyTable.Cursor cursor = table.cursor(); cursor.next(); expected++) {
                if (cursor.key() != expected * 31 || cursor.value() != expected)
                    throw new AssertionError("entry " + expected);
            }
            assertThat(expected).isEqualTo(1_000_000);
        }
    }

    /** Each width ends a segment elsewhere; each clear leaves slots of another epoch to pass. */
    @Test
    void shouldFindKeysAcrossSegmentsOfSeveralEpochs() {
        for (int width : new int[] {0, 8, 9, 24, 100}) {
            try (LongKeyTable table =
                    new LongKeyTable(width, TableOptions.named("segments").withExpectedKeys(600))) {
                for (int round = 0; round < 300; round++) {
                    int keys = round * 7 % 600;
                    for (long key = 0; key < keys; key++) table.put(key * 1_000_003 + round, key);
                    for (long key = 0; key < keys; key++)
                        assertThat(table.get(key * 1_000_003 + round, -1)).isEqualTo(key);
                    assertThat(table.get(round - 1, -1)).isEqualTo(-1);
                    table.clear();
                }
            }
        }
    }

    /** Wide values make the slots larger than an int can count, while few pages of them are touched. */
    @Test
    @Tag("slow")
    void shouldReachBeyondTwoGigabytesOfSlots() {
        int width = 700_000;
        TableOptions options = TableOptions.named("huge").withExpectedKeys(2048);
        try (LongKeyTable table = new LongKeyTable(width, options)) {
            assertThat(table.memoryBytes()).isGreaterThan(1L << 31);
            for (long key = 0; key < 200; key++) RawMemory.putLong(table.upsert(key) + width - 8, key);
            for (long key = 0; key < 200; key++)
                assertThat(RawMemory.getLong(table.find(key) + width - 8)).isEqualTo(key);
            for (long key = 0; key < 200; key += 2)
                assertThat(table.remove(key)).isTrue();
            for (long key = 1; key < 200; key += 2)
                assertThat(RawMemory.getLong(table.find(key) + width - 8)).isEqualTo(key);
        }
    }
}
