package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.memory.table.TableOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What happens to each key of a batch behind the fold. Exchange: read from one worker's table, written to a buffer, taken from
 * there by another thread and added to its table. Merge: read from the batch's table, copied over the state's value, and encoded
 * into the delta. Tables of a size that stays in a cache: a miss has a cost of its own.
 */
final class KeyStep implements Step {
    private static final int KEYS = 4_000;
    private static final int VALUE_BYTES = 24;
    private static final int ENTRY_BYTES = Long.BYTES + VALUE_BYTES;

    @Override
    public String what() {
        return "exchanging keys between workers, and merging them into the state";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) {
        long buffer = NativeMemory.allocateZeroed((long) KEYS * ENTRY_BYTES, MemoryTag.TEST);
        try (LongKeyTable batch = filled();
                LongKeyTable state = filled()) {
            return Map.of(
                    Cost.EXCHANGE_KEY,
                    exchange(batch, state, buffer, effort),
                    Cost.MERGE_KEY,
                    merge(batch, state, buffer, effort));
        } finally {
            NativeMemory.free(buffer, (long) KEYS * ENTRY_BYTES, MemoryTag.TEST);
        }
    }

    private static LongKeyTable filled() {
        LongKeyTable table = new LongKeyTable(
                VALUE_BYTES,
                TableOptions.named("calibration").withTag(MemoryTag.TEST).withExpectedKeys(KEYS));
        for (long key = 0; key < KEYS; key++) table.add(key * 31, key);
        return table;
    }

    private static double exchange(LongKeyTable from, LongKeyTable to, long buffer, Effort effort) {
        AtomicLong written = new AtomicLong();
        AtomicLong taken = new AtomicLong();
        Partner.Work take = () -> {
            long turn = written.getAcquire();
            if (turn == taken.getPlain()) return false;
            for (long at = buffer; at < buffer + (long) KEYS * ENTRY_BYTES; at += ENTRY_BYTES)
                to.add(RawMemory.getLong(at), RawMemory.getLong(at + Long.BYTES));
            taken.setRelease(turn);
            return true;
        };
        LongKeyTable.Cursor cursor = from.cursor();
        return Partner.beside(
                take,
                owner -> effort.rounds(800_000_000L).nanosPerOperation(keys -> {
                    for (long done = 0; done < keys; done += KEYS) {
                        write(cursor, buffer);
                        long turn = written.getPlain() + 1;
                        written.setRelease(turn);
                        while (taken.getAcquire() != turn) owner.yieldTo();
                    }
                    return written.getPlain();
                }));
    }

    private static void write(LongKeyTable.Cursor cursor, long buffer) {
        long at = buffer;
        cursor.rewind();
        while (cursor.next()) {
            RawMemory.putLong(at, cursor.key());
            RawMemory.copy(cursor.valueAddress(), at + Long.BYTES, VALUE_BYTES);
            at += ENTRY_BYTES;
        }
    }

    private static double merge(LongKeyTable batch, LongKeyTable state, long delta, Effort effort) {
        LongKeyTable.Cursor cursor = batch.cursor();
        return effort.rounds(600_000_000L).nanosPerOperation(keys -> {
            long written = 0;
            for (long done = 0; done < keys; done += KEYS) {
                long at = delta;
                cursor.rewind();
                while (cursor.next()) {
                    RawMemory.copy(cursor.valueAddress(), state.upsert(cursor.key()), VALUE_BYTES);
                    RawMemory.putLong(at, cursor.key());
                    RawMemory.copy(cursor.valueAddress(), at + Long.BYTES, VALUE_BYTES);
                    at += ENTRY_BYTES;
                }
                written += at;
            }
            return written;
        });
    }
}
