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
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations on a {@link KeyTable} and on a {@link LinkedHashMap} give the same. */
@ExtendWith(LeakCheck.class)
class KeyTableModelTest {
    private Scratch scratch;
    private final Map<String, Long> model = new LinkedHashMap<>();
    private final RandomGenerator random = Seed.random("KeyTableModelTest");
    private int checksWhileGrowing;
    private int refusals;

    @BeforeEach
    void allocate() {
        scratch = new Scratch();
    }

    @AfterEach
    void free() {
        scratch.close();
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void shouldDoAsTheModelDoes(Hashing hashing) {
        boolean spread = hashing == Hashing.PROPER || hashing == Hashing.MIXED;
        int keys = spread ? 3000 : 300;
        TableOptions options = TableOptions.named("model").withChunkBytes(TableOptions.FIRST_CHUNK_BYTES);
        try (KeyTable table = new KeyTable(8, options)) {
            for (int round = 0; round < 6; round++) run(table, hashing, keys, 8000);
        }
        if (spread) assertThat(checksWhileGrowing).as("checks while growing").isPositive();
    }

    @Test
    void shouldLoseNothingWhenTheBudgetRefuses() {
        MemoryBudget budget = MemoryBudget.process().child("test", 200_000);
        TableOptions options =
                TableOptions.named("model").withBudget(budget).withChunkBytes(TableOptions.FIRST_CHUNK_BYTES);
        try (KeyTable table = new KeyTable(8, options)) {
            for (int round = 0; round < 6; round++) run(table, Hashing.PROPER, 20_000, 12_000);
            assertThat(table.memoryBytes()).isEqualTo(budget.reserved()).isLessThanOrEqualTo(budget.limit());
        }
        assertThat(refusals).as("refusals").isPositive();
        assertThat(budget.reserved()).isZero();
    }

    private void run(KeyTable table, Hashing hashing, int keys, int operations) {
        int removals = random.nextInt(40);
        for (int i = 0; i < operations; i++) {
            int number = random.nextInt(keys);
            String key = "key-" + "x".repeat(number % 13) + number;
            int dice = random.nextInt(100);
            if (dice < removals) remove(table, hashing, key);
            else if (dice < 90) add(table, hashing, key, i);
            else if (dice < 98) find(table, hashing, key);
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

    private void add(KeyTable table, Hashing hashing, String key, long delta) {
        byte[] bytes = Scratch.bytes(key);
        long address = scratch.key(bytes);
        long value = table.upsert(address, bytes.length, hashing.of(address, bytes.length));
        if (value == KeyTable.FULL) {
            refusals++;
            assertThat(model).as("refused").doesNotContainKey(key);
            return;
        }
        assertThat(table.inserted()).as("inserted").isEqualTo(!model.containsKey(key));
        if (table.inserted()) assertThat(RawMemory.getLong(value)).isZero();
        RawMemory.putLong(value, RawMemory.getLong(value) + delta);
        model.merge(key, delta, Long::sum);
    }

    private void remove(KeyTable table, Hashing hashing, String key) {
        byte[] bytes = Scratch.bytes(key);
        long address = scratch.key(bytes);
        boolean removed = table.remove(address, bytes.length, hashing.of(address, bytes.length));
        assertThat(removed).as("remove").isEqualTo(model.remove(key) != null);
    }

    private void find(KeyTable table, Hashing hashing, String key) {
        byte[] bytes = Scratch.bytes(key);
        long address = scratch.key(bytes);
        long value = table.find(address, bytes.length, hashing.of(address, bytes.length));
        Long expected = model.get(key);
        if (expected == null) assertThat(value).isEqualTo(KeyTable.ABSENT);
        else assertThat(RawMemory.getLong(value)).isEqualTo(expected);
    }

    private void clear(KeyTable table) {
        table.clear();
        model.clear();
    }

    private void check(KeyTable table) {
        if (table.isGrowing()) checksWhileGrowing++;
        assertThat(table.size()).as("size").isEqualTo(model.size());
        List<Map.Entry<String, Long>> entries = new ArrayList<>();
        table.forEach(
                (key, length, value) -> entries.add(Map.entry(Scratch.text(key, length), RawMemory.getLong(value))));
        assertThat(entries).as("entries in order").isEqualTo(List.copyOf(model.entrySet()));
        KeyTable.Cursor cursor = table.cursor();
        while (cursor.next())
            assertThat(table.find(cursor.keyAddress(), cursor.keyLength(), cursor.hash()))
                    .as("found again")
                    .isEqualTo(cursor.valueAddress());
    }
}
