package io.headrace.bench.state;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.RowsOf;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedTicks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;

/** The running count by hand. <b>Threading:</b> the main thread. */
public final class StateLoop implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        RowsOf rows = RowsOf.valueOf(task.text("rows"));
        CountTable table = new CountTable((int) task.number("keys"));
        int[] touched = new int[(int) task.number("batch")];
        long batch = 0;
        try (PreparedTicks ticks = StateTicks.read(task)) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (int tick = 0; tick < ticks.ticks(); tick++) {
                    batch++;
                    int keys = 0;
                    for (int block = ticks.first(tick); block < ticks.end(tick); block++) {
                        long from = ticks.blocks().address(block);
                        long end = from + ticks.blocks().used(block);
                        if (rows == RowsOf.RECORDS) countAndTell(from, end, table, tally);
                        else if (rows == RowsOf.ALL_KEYS) count(from, end, table);
                        else keys = countAndNote(from, end, table, batch, touched, keys);
                    }
                    for (int i = 0; i < keys; i++) table.tell(touched[i], tally);
                    if (rows == RowsOf.ALL_KEYS) table.tellAll(tally);
                }
            }
        }
    }

    private static void countAndTell(long block, long end, CountTable table, Tally.Part tally) {
        for (long at = block + BlockFormat.HEADER_LENGTH; at < end; at = next(at))
            table.tell(table.count(key(at)), tally);
    }

    private static void count(long block, long end, CountTable table) {
        for (long at = block + BlockFormat.HEADER_LENGTH; at < end; at = next(at)) table.count(key(at));
    }

    /** Notes the keys that the batch has not had before; answers how many it has now. */
    private static int countAndNote(long block, long end, CountTable table, long batch, int[] touched, int before) {
        int keys = before;
        for (long at = block + BlockFormat.HEADER_LENGTH; at < end; at = next(at)) {
            int slot = table.count(key(at));
            if (table.isFirstOf(batch, slot)) touched[keys++] = slot;
        }
        return keys;
    }

    private static long key(long at) {
        return RawMemory.getLong(at + BlockFormat.RECORD_HEADER_LENGTH + Records.KEY);
    }

    private static long next(long at) {
        return at + BlockFormat.RECORD_HEADER_LENGTH + RawMemory.getInt(at);
    }
}
