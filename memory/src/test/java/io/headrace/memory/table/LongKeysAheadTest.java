package io.headrace.memory.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys of {@link LongKeyTable} that are known before they are looked for. */
@ExtendWith(LeakCheck.class)
class LongKeysAheadTest {
    private static final int MOST = 2 * LongKeyTable.AHEAD;

    private final long[] keys = new long[MOST];
    private final long[] numbers = new long[MOST];

    private void addRuns(LongKeyTable table, RandomGenerator random, int runs, LongSupplier drawn) {
        Map<Long, Long> expected = new LinkedHashMap<>();
        for (int run = 0; run < runs; run++) {
            int count = random.nextInt(MOST + 1);
            for (int i = 0; i < count; i++) {
                keys[i] = drawn.getAsLong();
                numbers[i] = random.nextLong();
                expected.merge(keys[i], numbers[i], Long::sum);
            }
            table.approach(keys, count);
            assertThat(table.addAll(keys, numbers, count)).isEqualTo(count);
        }
        Map<Long, Long> found = new LinkedHashMap<>();
        for (LongKeyTable.Cursor cursor = table.cursor(); cursor.next(); ) found.put(cursor.key(), cursor.value());
        assertThat(found).containsExactlyEntriesOf(expected); // in the order of insertion
    }

    @Test
    void shouldAddRunsAsOneByOne() {
        RandomGenerator random = Seed.random("shouldAddRunsAsOneByOne");
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("runs"))) {
            for (int bound : new int[] {1, 3, 100, 5000, 60_000}) {
                addRuns(table, random, 1500, () -> random.nextInt(bound));
                table.clear();
            }
        }
    }

    @Test
    void shouldAddRunsWithTheKeyThatMarksFreeSlots() {
        RandomGenerator random = Seed.random("shouldAddRunsWithTheKeyThatMarksFreeSlots");
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("no key"))) {
            addRuns(table, random, 300, () -> random.nextInt(4) == 0 ? LongKeyTable.NO_KEY : random.nextInt(3000));
        }
    }

    @Test
    void shouldAddRunsWhileKeysAreMixedBetter() {
        RandomGenerator random = Seed.random("shouldAddRunsWhileKeysAreMixedBetter");
        long inverse = 1;
        for (int i = 0; i < 6; i++) inverse *= 2 - LongKeyTable.hashOfKey(1) * inverse;
        long step = inverse; // the hashes of its multiples are numbers in a row
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("mixing").withExpectedKeys(20_000))) {
            addRuns(table, random, 1500, () -> step * random.nextInt(20_000));
            assertThat(table.isMixed()).isTrue();
        }
    }

    @Test
    void shouldStopARunWhereTheTableIsFull() {
        MemoryBudget budget = MemoryBudget.process().child("small", 16_000);
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("full").withBudget(budget))) {
            long next = 0;
            int added = MOST;
            while (added == MOST) {
                for (int i = 0; i < MOST; i++) {
                    keys[i] = next++;
                    numbers[i] = 1;
                }
                added = table.addAll(keys, numbers, MOST);
            }
            assertThat(table.size()).isEqualTo(next - MOST + added);
            assertThat(table.find(keys[added])).isEqualTo(LongKeyTable.ABSENT);
        }
    }

    @Test
    void shouldAddRunsWithoutGarbage() {
        try (LongKeyTable table = new LongKeyTable(TableOptions.named("garbage").withExpectedKeys(20_000))) {
            LongKeyTable.Cursor cursor = table.cursor();
            long[] next = new long[1];
            Allocation.assertNone("runs", 300, 100, () -> {
                if (table.size() > 15_000) table.clear();
                for (int i = 0; i < MOST; i++) keys[i] = next[0]++ % 20_000;
                table.approach(keys, MOST);
                table.addAll(keys, numbers, MOST);
                cursor.rewind();
                while (cursor.next()) next[0] += cursor.value();
            });
        }
    }
}
