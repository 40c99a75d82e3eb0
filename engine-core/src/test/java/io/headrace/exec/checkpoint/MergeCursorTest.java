package io.headrace.exec.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.eval.EntryKind;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link MergeCursor} against one sorted map into which all of them are put, the oldest first. */
@ExtendWith(LeakCheck.class)
class MergeCursorTest {
    private static final int MOST_BYTES = 40;
    private static final int REMOVED = -1;

    @Test
    void shouldShowOfEachKeyTheLatestEntryInTheOrderOfKeys() throws IOException {
        RandomGenerator random = Seed.random("MergeCursorTest");
        for (int sources : new int[] {0, 1, 2, 3, 5, 8, 13})
            for (int letters : new int[] {1, 2, 256})
                for (int most : new int[] {3, 11, 12, MOST_BYTES}) {
                    check(random, sources, letters, most, true);
                    check(random, sources, letters, most, false);
                }
    }

    private static void check(RandomGenerator random, int sources, int letters, int most, boolean isBase)
            throws IOException {
        TreeMap<byte[], Integer> model = new TreeMap<>(Arrays::compareUnsigned);
        List<Entries> cursors = new ArrayList<>();
        long looked = 0;
        for (int source = 0; source < sources; source++) {
            SortedMap<byte[], Integer> entries = entries(random, letters, most);
            looked += entries.size();
            model.putAll(entries);
            cursors.add(new Entries(entries));
        }
        if (isBase) model.values().removeIf(value -> value == REMOVED);
        try (MergeCursor merged = new MergeCursor(cursors, isBase, new PaneLife(Map.of(), 0))) {
            assertThat(shown(merged))
                    .as("%d sources, %d letters, keys of up to %d bytes", sources, letters, most)
                    .containsExactlyElementsOf(model.entrySet().stream()
                            .map(entry -> Arrays.toString(entry.getKey()) + entry.getValue())
                            .toList());
            assertThat(merged.next()).as("behind the end").isFalse();
            assertThat(merged.looked()).isEqualTo(looked);
        }
    }

    private static SortedMap<byte[], Integer> entries(RandomGenerator random, int letters, int most) {
        TreeMap<byte[], Integer> entries = new TreeMap<>(Arrays::compareUnsigned);
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[random.nextInt(most + 1)];
            for (int at = 0; at < key.length; at++) key[at] = (byte) -random.nextInt(letters); // also bytes of 255
            entries.put(key, random.nextInt(8) == 0 ? REMOVED : random.nextInt(1 << 20));
        }
        return entries;
    }

    private static List<String> shown(MergeCursor merged) throws IOException {
        List<String> shown = new ArrayList<>();
        while (merged.next()) {
            byte[] key = new byte[merged.keyLength() - FoldedEntry.KEY_HEADER];
            RawMemory.copyToArray(merged.keyAddress() + FoldedEntry.KEY_HEADER, key, 0, key.length);
            int value = FoldedEntry.isRemoved(merged.valueAddress())
                    ? REMOVED
                    : RawMemory.getInt(merged.valueAddress() + FoldedEntry.VALUE_HEADER);
            shown.add(Arrays.toString(key) + value);
        }
        return shown;
    }

    /** Entries that lie in the same place one after the other, as those of a segment do: what is looked at too late is another one. */
    private static final class Entries implements EntryCursor {
        private static final int BYTES = FoldedEntry.KEY_HEADER + MOST_BYTES + FoldedEntry.VALUE_HEADER + Integer.BYTES;

        private final long memory = NativeMemory.allocate(BYTES, MemoryTag.STATE);
        private final Iterator<Map.Entry<byte[], Integer>> entries;
        private int keyLength;

        Entries(SortedMap<byte[], Integer> entries) {
            this.entries = entries.entrySet().iterator();
        }

        @Override
        public boolean next() {
            RawMemory.fill(memory, BYTES, (byte) 0x55);
            if (!entries.hasNext()) return false;
            Map.Entry<byte[], Integer> entry = entries.next();
            byte[] key = entry.getKey();
            keyLength = FoldedEntry.KEY_HEADER + key.length;
            FoldedEntry.putKeyHeader(memory, 0);
            RawMemory.copyFromArray(key, 0, memory + FoldedEntry.KEY_HEADER, key.length);
            EntryKind.Role role = entry.getValue() == REMOVED ? EntryKind.Role.REMOVED : EntryKind.Role.SET;
            FoldedEntry.putValueHeader(valueAddress(), role, (byte) 1, 0, 0);
            RawMemory.putInt(valueAddress() + FoldedEntry.VALUE_HEADER, entry.getValue());
            return true;
        }

        @Override
        public long keyAddress() {
            return memory;
        }

        @Override
        public int keyLength() {
            return keyLength;
        }

        @Override
        public long valueAddress() {
            return memory + keyLength;
        }

        @Override
        public int valueLength() {
            return FoldedEntry.VALUE_HEADER + Integer.BYTES;
        }

        @Override
        public void close() {
            NativeMemory.free(memory, BYTES, MemoryTag.STATE);
        }
    }
}
