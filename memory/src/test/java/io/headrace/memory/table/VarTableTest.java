package io.headrace.memory.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class VarTableTest {
    private final Map<String, String> model = new HashMap<>();
    private final RandomGenerator random = Seed.random("VarTableTest");
    private final long[] ahead = new long[16];
    private Scratch scratch;
    private int refusals;

    @BeforeEach
    void allocate() {
        scratch = new Scratch();
    }

    @AfterEach
    void free() {
        scratch.close();
    }

    private static TableOptions small() {
        return TableOptions.named("model").withChunkBytes(TableOptions.FIRST_CHUNK_BYTES);
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void shouldDoAsTheModelDoes(Hashing hashing) {
        int keys = hashing == Hashing.PROPER ? 2000 : 200;
        try (VarTable table = new VarTable(small())) {
            for (int round = 0; round < 5; round++) run(table, hashing, keys, 5000);
        }
    }

    @Test
    void shouldLoseNothingWhenTheBudgetRefuses() {
        MemoryBudget budget = MemoryBudget.process().child("test", 150_000);
        try (VarTable table = new VarTable(small().withBudget(budget))) {
            for (int round = 0; round < 6; round++) run(table, Hashing.PROPER, 3000, 5000);
            assertThat(table.memoryBytes()).isEqualTo(budget.reserved());
        }
        assertThat(refusals).as("refusals").isPositive();
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void shouldHaveRoomForTheKeysThatItExpects() {
        MemoryBudget budget = MemoryBudget.process().child("test", 1 << 20);
        try (VarTable table = new VarTable(small().withBudget(budget))) {
            long before = table.memoryBytes();
            table.expect(1 << 30); // that finds no room: it grows as ever
            assertThat(table.memoryBytes()).isEqualTo(before);
            table.expect(3000);
            assertThat(table.memoryBytes())
                    .isGreaterThan(before + 3000 * Long.BYTES)
                    .isEqualTo(budget.reserved());
            run(table, Hashing.PROPER, 3000, 5000);
            long now = table.memoryBytes();
            table.expect(100_000); // not while there are keys
            assertThat(table.memoryBytes()).isEqualTo(now);
            run(table, Hashing.PROPER, 3000, 5000);
        }
        assertThat(budget.reserved()).isZero();
    }

    private void run(VarTable table, Hashing hashing, int keys, int operations) {
        int removals = random.nextInt(40);
        for (int i = 0; i < operations; i++) {
            String key = "key-" + random.nextInt(keys);
            byte[] bytes = Scratch.bytes(key);
            long address = scratch.key(bytes);
            long hash = hashing.of(address, bytes.length);
            ahead[i % ahead.length] = hash;
            if (i % ahead.length == 0)
                table.approach(ahead, ahead.length); // that reads nothing that is not the table's
            int dice = random.nextInt(100);
            if (dice < removals)
                assertThat(table.remove(address, bytes.length, hash)).isEqualTo(model.remove(key) != null);
            else if (dice < 70) put(table, key, address, bytes.length, hash);
            else if (dice < 90) append(table, key, address, bytes.length, hash);
            else if (dice < 98) find(table, key, address, bytes.length, hash);
            else {
                if (random.nextBoolean()) table.compact(1 + random.nextInt(40));
                else table.tidy(1 + random.nextInt(40));
                if (random.nextInt(8) == 0) check(table);
            }
            if (random.nextInt(500) == 0) check(table);
        }
        check(table);
        if (random.nextBoolean()) {
            table.clear();
            model.clear();
            if (random.nextBoolean()) table.trim();
        } else {
            while (table.deadBytes() > 0) table.compact(50);
        }
        check(table);
    }

    private void put(VarTable table, String key, long address, int length, long hash) {
        String text = "v".repeat(random.nextInt(random.nextInt(20) == 0 ? 5000 : 40)) + random.nextInt();
        byte[] bytes = Scratch.bytes(text);
        long value = table.put(address, length, hash, scratch.value(bytes), bytes.length);
        if (value == VarTable.FULL) refusals++;
        else model.put(key, text);
    }

    private void append(VarTable table, String key, long address, int length, long hash) {
        String before = model.getOrDefault(key, "");
        byte[] more = Scratch.bytes("+" + random.nextInt(1000));
        long value = table.reserve(address, length, hash, before.length() + more.length);
        if (value == VarTable.FULL) {
            refusals++;
            return;
        }
        assertThat(table.length(value)).isEqualTo(before.length());
        RawMemory.copyFromArray(more, 0, value + before.length(), more.length);
        table.setLength(value, before.length() + more.length);
        model.put(key, before + new String(more, StandardCharsets.UTF_8));
    }

    private void find(VarTable table, String key, long address, int length, long hash) {
        long value = table.find(address, length, hash);
        String expected = model.get(key);
        if (expected == null) assertThat(value).isEqualTo(VarTable.ABSENT);
        else assertThat(Scratch.text(value, table.length(value))).isEqualTo(expected);
    }

    private void check(VarTable table) {
        assertThat(table.size()).as("size").isEqualTo(model.size());
        Map<String, String> entries = new HashMap<>();
        table.forEach((key, keyLength, value, valueLength) -> assertThat(
                        entries.put(Scratch.text(key, keyLength), Scratch.text(value, valueLength)))
                .as("seen twice")
                .isNull());
        assertThat(entries).as("entries").isEqualTo(model);
    }

    @Test
    void shouldStayInPlaceUntilItOutgrowsItsEntry() {
        try (VarTable table = new VarTable(small())) {
            long key = scratch.key("k");
            long first = table.put(key, 1, scratch.value(Scratch.bytes("0123456789")), 10);
            assertThat(table.capacity(first)).isEqualTo(16);
            assertThat(table.put(key, 1, scratch.value(Scratch.bytes("short")), 5))
                    .isEqualTo(first);
            assertThat(table.length(first)).isEqualTo(5);
            assertThat(table.deadBytes()).isZero();
            long second = table.reserve(key, 1, 17);
            assertThat(second).isNotEqualTo(first);
            assertThat(Scratch.text(second, table.length(second))).isEqualTo("short");
            assertThat(table.deadBytes()).isEqualTo(48); // headers, the key padded, and 16 bytes
            assertThatThrownBy(() -> table.setLength(second, 1000)).hasMessageContaining("1000 bytes");
            assertThatThrownBy(() -> table.reserve(key, 1, -1)).hasMessageContaining("-1 bytes");
        }
    }

    @Test
    void shouldUseTheMemoryOfDeadKeysAgain() {
        try (VarTable table = new VarTable(small())) {
            long key = scratch.key(new byte[8]);
            long value = scratch.value(new byte[20]);
            for (long i = 0; i < 1_000; i++) putNumber(table, key, i, value);
            long bytes = table.memoryBytes();
            for (long i = 1_000; i < 100_000; i++) {
                RawMemory.putLong(key, i - 1_000);
                assertThat(table.remove(key, 8)).isTrue();
                putNumber(table, key, i, value);
                assertThat(table.tidy(1)).as("moved something").isFalse();
            }
            assertThat(table.memoryBytes()).isEqualTo(bytes);
            assertThat(table.deadBytes()).isZero();
            List<Long> keys = new ArrayList<>();
            table.forEach((at, length, of, ofLength) -> keys.add(RawMemory.getLong(at)));
            assertThat(keys)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(99_000, 100_000).boxed().toList());
        }
    }

    private static void putNumber(VarTable table, long key, long number, long value) {
        RawMemory.putLong(key, number);
        assertThat(table.put(key, 8, value, 20)).isNotEqualTo(VarTable.FULL);
        assertThat(table.inserted()).isTrue();
    }

    @Test
    void shouldGiveBackWhatIsNotUsedAgain() {
        try (VarTable table = new VarTable(small())) {
            long key = scratch.key(new byte[8]);
            long value = scratch.value(new byte[100]);
            for (long i = 0; i < 50_000; i++) {
                RawMemory.putLong(key, i);
                table.put(key, 8, value, 100);
            }
            long bytes = table.memoryBytes();
            boolean hasMoved = false;
            for (long i = 0; i < 45_000; i++) {
                RawMemory.putLong(key, i);
                table.remove(key, 8);
                hasMoved |= table.tidy(1);
            }
            assertThat(hasMoved).isTrue();
            assertThat(table.memoryBytes()).isLessThan(bytes / 2);
            for (long i = 45_000; i < 50_000; i++) {
                RawMemory.putLong(key, i);
                assertThat(table.length(table.find(key, 8))).isEqualTo(100);
            }
        }
    }

    @Test
    void shouldCopyAValueFromAnotherKeyOfTheTable() {
        try (VarTable table = new VarTable(small())) {
            long value = table.put(scratch.key("a"), 1, scratch.value(Scratch.bytes("shared")), 6);
            long copy = table.put(scratch.key("b"), 1, value, 6);
            assertThat(Scratch.text(copy, table.length(copy))).isEqualTo("shared");
            assertThat(table.isEmpty()).isFalse();
        }
    }

    @Test
    void shouldAllocateNothingPerBatch() {
        try (VarTable table = new VarTable(TableOptions.named("batch"))) {
            long key = scratch.key(new byte[8]);
            long value = scratch.value(new byte[100]);
            VarTable.Cursor cursor = table.cursor();
            long[] sum = new long[1];
            Allocation.assertNone("a batch: put, outgrow, remove, iterate, compact, clear", 500, 200, () -> {
                for (int i = 0; i < 100; i++) {
                    RawMemory.putLong(key, i % 20);
                    table.put(key, 8, value, i);
                    if (i % 10 == 0) table.remove(key, 8);
                }
                for (cursor.rewind(); cursor.next(); ) sum[0] += cursor.valueLength();
                table.compact(20);
                table.clear();
            });
            assertThat(sum[0]).isPositive();
        }
    }
}
