package io.headrace.exec.state;

import io.headrace.exec.fold.FoldCursor;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.TableOptions;
import java.util.Arrays;

/**
 * Numbers the keys of a window: each has a slot, and a cell there. A key is looked up once for each pane that brings it; from then on it is its slot, for adding,
 * taking out and merging.
 *
 * <pre>
 *   cell   +--------+------+-------+----------------+-----+
 *          | number | mark | panes | key, or unused | row |     a free one: panes -1, the next free one in place of the number
 *          +--------+------+-------+----------------+-----+
 *          0        8      16      24               32
 *            number, mark, row: the window's    panes: how many have the key
 * </pre>
 *
 * A key that is in no pane keeps its slot until {@link #sweep} comes by: so whoever takes the last pane back that he had taken out finds it unchanged, and no
 * step is longer than the others.
 *
 * <p><b>Threading:</b> one thread at a time; cursors of one's own while nothing changes.
 */
abstract class KeySlots implements AutoCloseable {
    /** There is no memory for another key. */
    static final int FULL = -1;

    static final int NUMBER = 0;
    static final int MARK = 8;
    static final int KEY = 24;
    private static final int PANES = 16;
    static final int ROW = 32;
    private static final int CELL_BYTES = 40;
    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
    private static final int CHUNK_BYTES = CELL_BYTES << CHUNK_SHIFT;
    private static final long FREE = -1;

    private final MemoryBudget budget;
    private long[] chunks = new long[4];
    private int count;
    private int used; // slots that ever were
    private int free = FULL;
    private long live;

    KeySlots(MemoryBudget budget) {
        this.budget = budget;
    }

    /** @param name in messages */
    static KeySlots of(boolean texts, String name, MemoryBudget budget) {
        TableOptions options = TableOptions.named(name).withBudget(budget).withTag(MemoryTag.WINDOW);
        return texts ? new TextSlots(options) : new LongSlots(options);
    }

    /** The slot of a key, or {@link #FULL}. A new one has a cell of zeros. */
    abstract int slotOf(long key, int keyLength);

    /** As {@link #slotOf(long, int)}, of a key that is a long. */
    int slotOf(@SuppressWarnings("unused") long key) {
        throw new UnsupportedOperationException("the keys are texts");
    }

    /** The long that a cell belongs to. */
    static long longKey(long cell) {
        return RawMemory.getLong(cell + KEY);
    }

    /** Through the keys whose cells it shows, before the first one. */
    abstract FoldCursor newCursor(Shown shown);

    /** Looks at some slots, and forgets the keys there that are in no pane: at more than that every time makes it come round. Cursors are void. */
    abstract void sweep(long steps);

    /** How many keys have a slot. */
    abstract long known();

    abstract long tableBytes();

    /** Tells the cells that are in a result. */
    @FunctionalInterface
    interface Shown {
        boolean shows(long cell);
    }

    final long cell(int slot) {
        return chunks[slot >>> CHUNK_SHIFT] + (long) (slot & CHUNK_MASK) * CELL_BYTES;
    }

    /** One pane more has the key. */
    final void enter(long cell) {
        long panes = RawMemory.getLong(cell + PANES);
        RawMemory.putLong(cell + PANES, panes + 1);
        if (panes == 0) live++;
    }

    /** One pane less has it. */
    final void leave(long cell) {
        long panes = RawMemory.getLong(cell + PANES) - 1;
        if (panes < 0) throw new IllegalStateException("a pane leaves a window that it is not in");
        RawMemory.putLong(cell + PANES, panes);
        if (panes == 0) live--;
    }

    /** Whether any pane has it. */
    static boolean isLive(long cell) {
        return RawMemory.getLong(cell + PANES) > 0;
    }

    /** Whether no pane has it, and it has a slot all the same. */
    static boolean isDead(long cell) {
        return RawMemory.getLong(cell + PANES) == 0;
    }

    /** How many keys are in a pane. */
    final long live() {
        return live;
    }

    final boolean hasDead() {
        return live < known();
    }

    /** All slots are below it. */
    final int end() {
        return used;
    }

    final long memoryBytes() {
        return tableBytes() + (long) count * CHUNK_BYTES;
    }

    /** A slot for a key that has none, or {@link #FULL}. */
    final int newSlot() {
        int slot = free;
        if (slot == FULL) {
            if (used == count << CHUNK_SHIFT && !addChunk()) return FULL;
            slot = used++;
        } else {
            free = (int) RawMemory.getLong(cell(slot) + NUMBER);
        }
        long cell = cell(slot);
        RawMemory.putLong(cell + NUMBER, 0);
        RawMemory.putLong(cell + MARK, 0);
        RawMemory.putLong(cell + PANES, 0);
        return slot;
    }

    final void freeSlot(int slot) {
        long cell = cell(slot);
        RawMemory.putLong(cell + NUMBER, free);
        RawMemory.putLong(cell + MARK, 0);
        RawMemory.putLong(cell + PANES, FREE);
        free = slot;
    }

    private boolean addChunk() {
        if (count == 1 << (Integer.SIZE - 1 - CHUNK_SHIFT) || !budget.tryReserve(CHUNK_BYTES)) return false;
        if (count == chunks.length) chunks = Arrays.copyOf(chunks, count * 2);
        chunks[count++] = NativeMemory.allocate(CHUNK_BYTES, MemoryTag.WINDOW);
        return true;
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) NativeMemory.free(chunks[i], CHUNK_BYTES, MemoryTag.WINDOW);
        budget.release((long) count * CHUNK_BYTES);
        count = 0;
        used = 0;
        free = FULL;
        live = 0;
    }
}
