package io.headrace.memory.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Random operations on a {@link LongKeyTable} and on a {@link LinkedHashMap} give the same. */
@ExtendWith(LeakCheck.class)
class LongKeyTableModelTest {
    private final Map<Long, Long> model = new LinkedHashMap<>();
    private final RandomGenerator random = Seed.random("LongKeyTableModelTest");
    private int checksWhileGrowing;
    private int refusals;

    @Test
    void shouldDoAsTheModelDoes() {
        long[] pool = random.longs(6000).toArray();
        pool[0] = 0;
        pool[1] = -1;
        pool[2] = Long.MIN_VALUE;
        pool[3] = LongKeyTable.NO_KEY;
        try (LongKeyTable table = new LongKeyTable(24, small())) {
            for (int round = 0; round < 10; round++) run(table, pool, 8000);
        }
        assertThat(checksWhileGrowing).as("checks while growing").isPositive();
    }

    /** The keys of a table that an attacker knew the seed of: all want the last slots, until they are mixed or even then. */
    @Test
    void shouldDoAsTheModelDoesWithCollidingKeys() {
        runColliding(key -> LongKeyTable.hashOfKey(key) >>> 54 == 1023);
        runColliding(
                key -> LongKeyTable.hashOfKey(key) >>> 57 == 127 && LongKeyTable.mixedHashOfKey(key) >>> 57 == 127);
    }

    /** Half of the keys are enough to make the table mix while it is used, again and again. */
    @Test
    void shouldDoAsTheModelDoesWhileItMixes() {
        int mixed = 0;
        for (int round = 0; round < 20; round++) {
            model.clear();
            long[] pool = random.longs(1500).toArray();
            for (int i = 0; i < pool.length; i += 2) pool[i] = withHash(random.nextInt(1 << 30));
            pool[1] = LongKeyTable.NO_KEY;
            try (LongKeyTable table = new LongKeyTable(small().withExpectedKeys(1000))) {
                run(table, pool, 3000);
                if (table.isMixed()) mixed++;
            }
        }
        assertThat(mixed).as("tables that mix").isPositive();
    }

    /** The key that has this hash as long as it is not mixed. */
    private static long withHash(long hash) {
        long inverse = 1;
        for (int i = 0; i < 6; i++) inverse *= 2 - LongKeyTable.hashOfKey(1) * inverse;
        return hash * inverse;
    }

    private void runColliding(LongPredicate wanted) {
        model.clear();
        long[] pool = random.longs().filter(wanted).limit(400).toArray();
        try (LongKeyTable table = new LongKeyTable(small())) {
            for (int round = 0; round < 6; round++) run(table, pool, 5000);
        }
    }

    @Test
    void shouldLoseNothingWhenTheBudgetRefuses() {
        MemoryBudget budget = MemoryBudget.process().child("test", 130_000);
        long[] pool = random.longs(20_000).toArray();
        try (LongKeyTable table = new LongKeyTable(small().withBudget(budget))) {
            for (int round = 0; round < 8; round++) run(table, pool, 12_000);
            assertThat(table.memoryBytes()).isEqualTo(budget.reserved());
        }
        assertThat(refusals).as("refusals").isPositive();
        assertThat(budget.reserved()).isZero();
    }

    private static TableOptions small() {
        return TableOptions.named("model").withChunkBytes(TableOptions.FIRST_CHUNK_BYTES);
    }

    private void run(LongKeyTable table, long[] pool, int operations) {
        int removals = random.nextInt(40);
        for (int i = 0; i < operations; i++) {
            long key = pool[random.nextInt(pool.length)];
            int dice = random.nextInt(100);
            if (dice < removals) assertThat(table.remove(key)).isEqualTo(model.remove(key) != null);
            else if (dice < 80) add(table, key, i);
            else if (dice < 90) put(table, key, i);
            else if (dice < 98) find(table, key);
            else {
                table.compact(1 + random.nextInt(50));
                if (random.nextInt(8) == 0) check(table);
            }
            if (table.isGrowing() ? random.nextInt(25) == 0 : random.nextInt(1500) == 0) check(table);
        }
        check(table);
        switch (random.nextInt(3)) {
            case 0 -> clear(table);
            case 1 -> {
                clear(table);
                table.trim();
            }
            default -> {
                while (table.deadBytes() > 0) table.compact(100);
            }
        }
        check(table);
    }

    private void add(LongKeyTable table, long key, long delta) {
        if (!table.add(key, delta)) refused(key);
        else {
            assertThat(table.inserted()).isEqualTo(!model.containsKey(key));
            model.merge(key, delta, Long::sum);
        }
    }

    private void put(LongKeyTable table, long key, long value) {
        if (table.put(key, value)) model.put(key, value);
        else refused(key);
    }

    private void refused(long key) {
        refusals++;
        assertThat(model).as("refused").doesNotContainKey(key);
    }

    private void find(LongKeyTable table, long key) {
        Long expected = model.get(key);
        long address = table.find(key);
        assertThat(table.get(key, -77)).isEqualTo(expected == null ? -77 : expected);
        if (expected == null) assertThat(address).isEqualTo(LongKeyTable.ABSENT);
        else assertThat(RawMemory.getLong(address)).isEqualTo(expected);
    }

    private void clear(LongKeyTable table) {
        table.clear();
        model.clear();
    }

    private void check(LongKeyTable table) {
        if (table.isGrowing()) checksWhileGrowing++;
        assertThat(table.size()).as("size").isEqualTo(model.size());
        List<Map.Entry<Long, Long>> entries = new ArrayList<>();
        table.forEach((key, value) -> entries.add(Map.entry(key, RawMemory.getLong(value))));
        assertThat(entries).as("entries in order").isEqualTo(List.copyOf(model.entrySet()));
    }
}
