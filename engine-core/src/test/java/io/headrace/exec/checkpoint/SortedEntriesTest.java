package io.headrace.exec.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.TableOptions;
import io.headrace.memory.table.VarTable;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link SortedEntries} against a sorted map: keys that differ early, late, by their length alone, or by zeros at their end. */
@ExtendWith(LeakCheck.class)
class SortedEntriesTest {
    private static final int MOST_BYTES = 64;

    @Test
    void shouldShowKeysInTheOrderOfTheirBytes() {
        RandomGenerator random = Seed.random("SortedEntriesTest");
        for (int size : new int[] {0, 1, 2, 3, 7, 64, 1_000})
            for (int common : new int[] {0, 3, 40})
                for (int letters : new int[] {1, 2, 256}) check(random, size, common, letters);
    }

    private static void check(RandomGenerator random, int size, int common, int letters) {
        TreeMap<byte[], Integer> model = new TreeMap<>(Arrays::compareUnsigned);
        long scratch = NativeMemory.allocate(MOST_BYTES, MemoryTag.TABLE);
        try (VarTable table = new VarTable(TableOptions.named("sorted").withBudget(MemoryBudget.process()))) {
            for (int i = 0; i < size; i++) {
                byte[] key = new byte[common + random.nextInt(MOST_BYTES - common)];
                for (int at = common; at < key.length; at++) key[at] = (byte) random.nextInt(letters);
                model.put(key, i);
                RawMemory.copyFromArray(key, 0, scratch, key.length);
                long value = table.reserve(scratch, key.length, Integer.BYTES);
                RawMemory.putInt(value, i);
                table.setLength(value, Integer.BYTES);
            }
            assertThat(shown(table))
                    .as("%d keys, %d bytes in common, %d letters", size, common, letters)
                    .containsExactlyElementsOf(model.entrySet().stream()
                            .map(entry -> Arrays.toString(entry.getKey()) + entry.getValue())
                            .toList());
        } finally {
            NativeMemory.free(scratch, MOST_BYTES, MemoryTag.TABLE);
        }
    }

    private static List<String> shown(VarTable table) {
        List<String> shown = new ArrayList<>();
        SortedEntries entries = new SortedEntries(table);
        try {
            while (entries.next()) {
                byte[] key = new byte[entries.keyLength()];
                RawMemory.copyToArray(entries.keyAddress(), key, 0, key.length);
                assertThat(entries.valueLength()).isEqualTo(Integer.BYTES);
                shown.add(Arrays.toString(key) + RawMemory.getInt(entries.valueAddress()));
            }
        } finally {
            entries.close();
        }
        return shown;
    }
}
