package io.headrace.exec.fold;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.plan.Reducer;

/**
 * Makes rows of the pairs of one stream, a row for each key. Beside the rows it needs to know where each key's is: a slot of four bytes holds
 * the number of a row, from 1 up, or 0; which key it is says the row. Slots are searched by linear probing, and half of them are free.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PairFolder implements AutoCloseable {
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // as ProbeTable's: the pairs were dealt by such a hash
    private static final long LEAST_SLOTS = 1 << 10;

    private final MemoryBudget budget;
    private final MemoryTag tag;
    private final Reducer reducer;
    private final boolean sums;
    private long slots;
    private long allocated;
    private long capacity;
    private int shift;
    private long first;
    private long count;

    PairFolder(Reducer reducer, MemoryBudget budget, MemoryTag tag) {
        this.reducer = reducer;
        this.sums = reducer == Reducer.SUM_LONG;
        this.budget = budget;
        this.tag = tag;
    }

    /**
     * Keys that have no rows yet come next, with so many pairs. Their rows go behind those that are there, where there must be room for one for
     * each pair.
     *
     * @return false when the budget refuses the slots
     */
    boolean begin(PairRows rows, long pairs) {
        if (allocated == 0 && !allocate(LEAST_SLOTS)) return false;
        long wanted = Long.highestOneBit(Math.max(LEAST_SLOTS, 2 * pairs - 1)) << 1;
        use(Math.min(wanted, allocated));
        first = rows.row(rows.count());
        count = 0;
        return true;
    }

    private void use(long wanted) {
        capacity = wanted;
        shift = Long.numberOfLeadingZeros(wanted) + 1;
        RawMemory.fill(slots, wanted * Integer.BYTES, (byte) 0);
    }

    private boolean allocate(long wanted) {
        if (!budget.tryReserve(wanted * Integer.BYTES)) return false;
        close();
        slots = NativeMemory.allocate(wanted * Integer.BYTES, tag);
        allocated = wanted;
        return true;
    }

    /** Puts the pairs of a stream in; false when the budget refuses more slots. */
    boolean fold(StagedPairs pairs, int stream) {
        for (long chunk = pairs.firstChunk(stream); chunk != 0; chunk = StagedPairs.chunkBehind(chunk)) {
            if (!fold(StagedPairs.begin(chunk), pairs.end(stream, chunk))) return false;
        }
        return true;
    }

    /** All pairs of these keys are in. */
    void end(PairRows rows) {
        rows.count(rows.count() + count);
    }

    private boolean fold(long from, long end) {
        for (long at = from; at < end; at += StagedPairs.PAIR) {
            long key = RawMemory.getLong(at);
            long bits = RawMemory.getLong(at + Long.BYTES);
            long slot = slotOf(key);
            int number = RawMemory.getInt(slot);
            if (number == 0) {
                if (!insert(slot, key, bits)) return false;
            } else {
                long place = first + number * (long) PairRows.ROW - PairRows.ROW + PairRows.NUMBER;
                long before = RawMemory.getLong(place);
                RawMemory.putLong(place, sums ? before + bits : NumberOp.reduce(reducer, before, bits));
            }
        }
        return true;
    }

    /** The slot with the key's row, or the free one where it belongs. */
    private long slotOf(long key) {
        long mask = capacity - 1;
        for (long index = hash(key) >>> shift; ; index = (index + 1) & mask) {
            long slot = slots + index * Integer.BYTES;
            int number = RawMemory.getInt(slot);
            if (number == 0 || RawMemory.getLong(first + (number - 1L) * PairRows.ROW) == key) return slot;
        }
    }

    private static long hash(long key) {
        return Hash.ofLong(key, Hash.PROBE_SEED) * SPREAD;
    }

    private boolean insert(long slot, long key, long bits) {
        long row = first + count * PairRows.ROW;
        RawMemory.putLong(row, key);
        RawMemory.putLong(row + PairRows.NUMBER, bits);
        RawMemory.putInt(slot, (int) ++count);
        return count * 2 <= capacity || grow();
    }

    private boolean grow() {
        long wanted = capacity * 2;
        if (wanted > allocated && !allocate(wanted)) return false;
        use(wanted);
        for (long number = 1; number <= count; number++)
            RawMemory.putInt(slotOf(RawMemory.getLong(first + (number - 1) * PairRows.ROW)), (int) number);
        return true;
    }

    long memoryBytes() {
        return allocated * Integer.BYTES;
    }

    @Override
    public void close() {
        if (allocated == 0) return;
        NativeMemory.free(slots, memoryBytes(), tag);
        budget.release(memoryBytes());
        allocated = 0;
    }
}
