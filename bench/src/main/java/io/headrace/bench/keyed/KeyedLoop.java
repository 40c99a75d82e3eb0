package io.headrace.bench.keyed;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import java.util.Arrays;

/**
 * What a performance engineer writes by hand: a {@code long[]} with key and sum side by side, linear probing, large enough from the
 * start, key 0 not allowed, nothing checked. It is empty before each pass.
 *
 * <p><b>Threading:</b> the main thread.
 */
public final class KeyedLoop implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        int capacity = Integer.highestOneBit((int) task.number("keys") * 3 / 2 - 1) << 1;
        long[] table = new long[2 * capacity];
        int shift = 64 - Integer.numberOfTrailingZeros(capacity);
        try (PreparedBlocks blocks = SaleBlocks.read(task)) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                Arrays.fill(table, 0);
                for (int block = 0; block < blocks.blocks(); block++)
                    sum(blocks.address(block), blocks.used(block), table, shift);
                for (int i = 0; i < table.length; i += 2) {
                    if (table[i] != 0) tally.add(KeyHash.of(table[i]), table[i + 1]);
                }
            }
        }
    }

    private static void sum(long block, int used, long[] table, int shift) {
        int mask = table.length / 2 - 1;
        long end = block + used;
        for (long at = block + BlockFormat.HEADER_LENGTH; at < end; ) {
            int length = RawMemory.getInt(at);
            long record = at + BlockFormat.RECORD_HEADER_LENGTH;
            long key = RawMemory.getLong(record + Records.KEY);
            int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
            while (table[2 * slot] != key && table[2 * slot] != 0) slot = (slot + 1) & mask;
            table[2 * slot] = key;
            table[2 * slot + 1] += RawMemory.getLong(record + Records.NUMBER);
            at = record + length;
        }
    }
}
