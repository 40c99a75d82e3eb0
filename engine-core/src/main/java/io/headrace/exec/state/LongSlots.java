package io.headrace.exec.state;

import io.headrace.exec.fold.FoldCursor;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.memory.table.TableOptions;

/**
 * Slots of keys that are longs, which lie in their cells.
 *
 * <p><b>Threading:</b> as {@link KeySlots}.
 */
final class LongSlots extends KeySlots {
    private static final int COMPACTED_PER_REMOVAL = 2;

    private final LongKeyTable slots;
    private int sweeping;

    LongSlots(TableOptions options) {
        super(options.budget());
        slots = new LongKeyTable(options);
    }

    @Override
    int slotOf(long key, int keyLength) {
        return slotOf(RawMemory.getLong(key));
    }

    @Override
    int slotOf(long key) {
        long at = slots.upsert(key);
        if (at == LongKeyTable.FULL) return FULL;
        if (!slots.inserted()) return (int) RawMemory.getLong(at);
        int slot = newSlot();
        if (slot == FULL) {
            slots.remove(key);
            return FULL;
        }
        RawMemory.putLong(at, slot);
        RawMemory.putLong(cell(slot) + KEY, key);
        return slot;
    }

    @Override
    void sweep(long steps) {
        for (long i = 0; i < steps && hasDead(); i++) {
            if (sweeping >= end()) sweeping = 0;
            long cell = cell(sweeping);
            if (isDead(cell)) {
                slots.remove(RawMemory.getLong(cell + KEY));
                slots.compact(COMPACTED_PER_REMOVAL); // keeps up with what is removed
                freeSlot(sweeping);
            }
            sweeping++;
        }
    }

    @Override
    long known() {
        return slots.size();
    }

    @Override
    long tableBytes() {
        return slots.memoryBytes();
    }

    @Override
    FoldCursor newCursor(Shown shown) {
        return new Rows(shown);
    }

    @Override
    public void close() {
        slots.close();
        super.close();
    }

    /** By the numbers of the slots. <b>Threading:</b> one thread. */
    private final class Rows extends FoldCursor {
        private final Shown shown;
        private int next;
        private long cell;

        Rows(Shown shown) {
            this.shown = shown;
        }

        @Override
        public FoldCursor rewind() {
            next = 0;
            return this;
        }

        @Override
        public boolean next() {
            while (next < end()) {
                cell = cell(next++);
                if (shown.shows(cell)) return true;
            }
            return false;
        }

        @Override
        public long keyAddress() {
            return cell + KEY;
        }

        @Override
        public int keyLength() {
            return Long.BYTES;
        }

        @Override
        public long longKey() {
            return RawMemory.getLong(cell + KEY);
        }

        @Override
        public long bits() {
            return RawMemory.getLong(cell + NUMBER);
        }
    }
}
