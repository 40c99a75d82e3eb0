package io.headrace.exec.state;

import io.headrace.exec.fold.FoldCursor;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;

/**
 * Slots of keys of any bytes, which lie in the table that finds them.
 *
 * <p><b>Threading:</b> as {@link KeySlots}.
 */
final class TextSlots extends KeySlots {
    private final KeyTable slots;
    private final KeyTable.Cursor sweeper;
    private boolean compacting; // then the sweeper stands nowhere

    TextSlots(TableOptions options) {
        super(options.budget());
        slots = new KeyTable(Long.BYTES, options);
        sweeper = slots.cursor();
    }

    @Override
    int slotOf(long key, int keyLength) {
        long at = slots.upsert(key, keyLength);
        if (at == KeyTable.FULL) return FULL;
        if (!slots.inserted()) return slotAt(at);
        int slot = newSlot();
        if (slot == FULL) {
            slots.remove(key, keyLength);
            return FULL;
        }
        RawMemory.putLong(at, slot);
        return slot;
    }

    private static int slotAt(long value) {
        return (int) RawMemory.getLong(value);
    }

    /** Once through the table for the dead, then once through it to close up; and so on while there are any. */
    @Override
    void sweep(long steps) {
        int most = (int) Math.min(Integer.MAX_VALUE, steps);
        if (compacting) compact(most);
        else if (hasDead()) removeDead(most);
    }

    private void compact(int steps) {
        compacting = slots.compact(steps);
        if (!compacting) sweeper.rewind();
    }

    private void removeDead(int steps) {
        for (int i = 0; i < steps; i++) {
            if (!sweeper.next()) {
                compacting = true;
                return;
            }
            int slot = slotAt(sweeper.valueAddress());
            if (!isDead(cell(slot))) continue;
            slots.remove(sweeper.keyAddress(), sweeper.keyLength(), sweeper.hash());
            freeSlot(slot);
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

    /** In the order in which the keys came. <b>Threading:</b> one thread. */
    private final class Rows extends FoldCursor {
        private final KeyTable.Cursor keys = slots.cursor();
        private final Shown shown;
        private long cell;

        Rows(Shown shown) {
            this.shown = shown;
        }

        @Override
        public FoldCursor rewind() {
            keys.rewind();
            return this;
        }

        @Override
        public boolean next() {
            while (keys.next()) {
                cell = cell(slotAt(keys.valueAddress()));
                if (shown.shows(cell)) return true;
            }
            return false;
        }

        @Override
        public long keyAddress() {
            return keys.keyAddress();
        }

        @Override
        public int keyLength() {
            return keys.keyLength();
        }

        @Override
        public long hash() {
            return keys.hash();
        }

        @Override
        public long bits() {
            return RawMemory.getLong(cell + NUMBER);
        }
    }
}
