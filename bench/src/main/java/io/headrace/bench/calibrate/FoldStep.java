package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.block.BlockWriter;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.memory.table.TableOptions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * What a worker does with a record: read it out of its block, all of its bytes, and add it to a key table. Short and long records
 * give the cost of a record and of a byte; a table far beyond the caches gives that of a miss; a table that is filled, read
 * through and cleared over and over gives that of a key's first record in a batch.
 */
final class FoldStep implements Step {
    private static final int SHORT = 16;
    private static final int LONG = 512;
    private static final int BLOCK = 256 << 10;
    private static final int BLOCKS = 16;
    private static final int FEW_KEYS = 1_000;
    private static final int MANY_KEYS = 4_000_000;
    private static final int BATCH_KEYS = 8_000;

    @Override
    public String what() {
        return "folding records into key tables";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) {
        Map<Cost, Double> costs = new EnumMap<>(Cost.class);
        double small = folding(SHORT, effort);
        double large = folding(LONG, effort);
        costs.putAll(Line.through(SHORT, small, LONG, large).as(Cost.FOLD_RECORD, Cost.FOLD_BYTE));
        double hit = updating(FEW_KEYS, effort);
        costs.put(Cost.FOLD_MISS, Math.max(0, updating(effort.times(MANY_KEYS), effort) - hit));
        costs.put(Cost.FOLD_NEW_KEY, Math.max(0, inserting(effort) - hit));
        return costs;
    }

    private static double folding(int length, Effort effort) {
        long blocks = NativeMemory.allocateZeroed((long) BLOCK * BLOCKS, MemoryTag.TEST);
        try (LongKeyTable table = table(FEW_KEYS)) {
            fill(blocks, length);
            BlockReader reader = new BlockReader();
            LongUnaryOperator fold = records -> {
                long left = records;
                for (int block = 0; left > 0; block = (block + 1) % BLOCKS) {
                    reader.wrapTrusted(blocks + (long) block * BLOCK, BLOCK);
                    while (left > 0 && reader.next()) {
                        add(table, reader.recordAddress(), length);
                        left--;
                    }
                }
                return table.size();
            };
            return effort.rounds(800_000_000L).nanosPerOperation(fold);
        } finally {
            NativeMemory.free(blocks, (long) BLOCK * BLOCKS, MemoryTag.TEST);
        }
    }

    private static void add(LongKeyTable table, long record, int length) {
        long value = 0;
        for (int at = 8; at < length; at += 8) value += RawMemory.getLong(record + at);
        table.add(RawMemory.getLong(record), value | 1);
    }

    private static void fill(long blocks, int length) {
        SplittableRandom random = new SplittableRandom(1);
        long record = NativeMemory.allocateZeroed(length, MemoryTag.TEST);
        BlockWriter writer = new BlockWriter();
        for (int block = 0; block < BLOCKS; block++) {
            writer.open(blocks + (long) block * BLOCK, BLOCK);
            do RawMemory.putLong(record, random.nextInt(FEW_KEYS));
            while (writer.append(record, length) == BlockWriter.APPENDED);
            writer.seal(1, block, 0, 0);
        }
        NativeMemory.free(record, length, MemoryTag.TEST);
    }

    /** Adding to keys that are in the table, drawn at random. */
    private static double updating(int keys, Effort effort) {
        try (LongKeyTable table = table(keys)) {
            for (int key = 0; key < keys; key++) table.add(key, 1);
            return effort.rounds(1_000_000_000L).nanosPerOperation(records -> {
                long state = 88172645463325252L;
                for (long i = 0; i < records; i++) {
                    state ^= state << 13;
                    state ^= state >>> 7;
                    state ^= state << 17;
                    table.add(Rounds.below(keys, state >>> 32), 1);
                }
                return table.size();
            });
        }
    }

    /** Filling a table, reading it through, clearing it. */
    private static double inserting(Effort effort) {
        try (LongKeyTable table = table(BATCH_KEYS)) {
            LongKeyTable.Cursor cursor = table.cursor();
            return effort.rounds(600_000_000L).nanosPerOperation(records -> {
                long sum = 0;
                for (long done = 0; done < records; done += BATCH_KEYS) {
                    long keys = Math.min(BATCH_KEYS, records - done);
                    for (long key = 0; key < keys; key++) table.add(key * 31, 1);
                    cursor.rewind();
                    while (cursor.next()) sum += cursor.key();
                    table.clear();
                }
                return sum;
            });
        }
    }

    static LongKeyTable table(long keys) {
        return new LongKeyTable(
                TableOptions.named("calibration").withTag(MemoryTag.TEST).withExpectedKeys(keys));
    }
}
