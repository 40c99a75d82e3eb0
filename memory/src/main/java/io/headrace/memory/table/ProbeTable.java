package io.headrace.memory.table;

import io.headrace.memory.RawMemory;

/**
 * What the key tables share: slots with linear probing that grow in small steps, and the arena of their entries.
 *
 * <pre>
 *  slot   0        8       10                16
 *        +--------+-------+-----------------+------------------+
 *        | key    | epoch | entry address   | inline value ... |
 *        +--------+-------+-----------------+------------------+
 *         key: the hash, or the key itself when it is a long
 *         epoch: 16 bits, the upper ones of the word at 8; a slot of another epoch is empty
 * </pre>
 *
 * <p>A hash is spread once more before it is used here: keys that were dealt to partitions by the upper bits of one hash
 * have too much in common in another hash of the same family. The upper bits of the spread hash are the home slot, so
 * twice the slots keep the order of the homes, and growing reads and writes memory in sequence. At most half of the slots
 * are taken, unless the budget refuses growth: then up to seven eighths, and after that new keys are refused.
 *
 * <p><b>Growing.</b> Old and new slots live side by side. Each operation that may insert first moves {@link
 * #STEP_SLOTS} old slots, and those up to the end of their run, and empties as many new slots ahead. A frontier in the
 * old slots, which always lies behind an empty one, parts the hashes: homes before it are looked up in the new slots
 * only, homes behind it in the old ones only. Positions are counted from {@code oldBegin}, the first slot behind an
 * empty one, so that no run of slots crosses the beginning. A search in the new slots ends before those that are not
 * emptied yet: a step leaves two empty ones at least before the frontier's place, and one key at most is inserted
 * between two steps.
 *
 * <p>Only the end is not in small steps: the system takes the old slots back at once, which takes milliseconds for
 * hundreds of megabytes. A table that expects its keys does not grow.
 *
 * <p><b>Clearing.</b> A new epoch empties all slots at once. So that no slot is old enough to see its epoch come again,
 * each clear wipes a small share of the slots.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
abstract class ProbeTable implements AutoCloseable {
    static final int KEY = 0;
    static final int WORD = 8;
    static final int INLINE_VALUE = 16;

    static final int EPOCH_SHIFT = BudgetedMemory.ADDRESS_BITS;
    static final long ADDRESS_MASK = (1L << EPOCH_SHIFT) - 1;

    private static final long SPREAD = 0x9E3779B97F4A7C15L; // odd, 2^64 / golden ratio
    private static final long LAST_EPOCH = (1L << (Long.SIZE - EPOCH_SHIFT)) - 1;
    private static final int MOST_VALUE_BYTES = 1 << 20;
    private static final long FIRST_CAPACITY = 16;
    private static final long STEP_SLOTS = 16;

    /** How many clears may pass until growing ends, and until every slot is wiped: together fewer than epochs. */
    private static final int CLEARS_TO_GROW = 1 << 15;

    private static final int CLEARS_TO_WIPE = 1 << 14;

    final String name;
    final BudgetedMemory memory;
    final EntryArena arena;
    final int valueBytes;
    final long stride;

    long slots;
    long end;
    int shift;
    long epoch = 1;

    long oldSlots;
    long oldEnd;
    int oldShift;

    long size;
    private final long firstCapacity;
    private long capacity;
    private long growAt;
    private long wipeAt;

    private long oldCapacity;
    private long oldBegin;
    private long moved;
    private long emptied;

    ProbeTable(TableOptions options, int valueBytes, int inlineBytes) {
        if (valueBytes < 0 || valueBytes > MOST_VALUE_BYTES)
            throw new IllegalArgumentException("table " + options.name() + " cannot have values of " + valueBytes
                    + " bytes: give 0 to " + MOST_VALUE_BYTES);
        this.name = options.name();
        this.valueBytes = valueBytes;
        this.stride = INLINE_VALUE + EntryArena.aligned(inlineBytes);
        this.memory = new BudgetedMemory(options.budget(), options.tag());
        this.arena = new EntryArena(memory, options.chunkBytes());
        this.firstCapacity = capacityFor(options.expectedKeys());
        long first = memory.take(firstCapacity * stride);
        if (first == BudgetedMemory.REFUSED)
            throw new IllegalStateException("table " + name + " needs " + firstCapacity * stride
                    + " bytes to begin with, but the budget is spent (" + memory + "): raise it or expect fewer keys");
        useSlots(first, firstCapacity);
        empty(slots, end);
    }

    private static long capacityFor(long keys) {
        return Math.max(FIRST_CAPACITY, Long.highestOneBit(Math.max(keys * 2, 1) * 2 - 1));
    }

    /** What all methods here call the hash: no two hashes become the same. */
    static long spread(long hash) {
        return hash * SPREAD;
    }

    /** The hash that decides where a taken slot belongs. */
    abstract long hashOf(long slot);

    /** How many keys there are. */
    public final long size() {
        return size;
    }

    public final boolean isEmpty() {
        return size == 0;
    }

    /** The bytes of each value, as asked for. */
    public final int valueBytes() {
        return valueBytes;
    }

    /** The native memory that the table holds now, spare chunks included. */
    public final long memoryBytes() {
        return memory.bytes();
    }

    /** Forgets all keys in constant time; the memory stays for the next ones. Every address handed out is void. */
    public void clear() {
        size = 0;
        epoch = epoch == LAST_EPOCH ? 1 : epoch + 1;
        arena.clear();
        if (oldSlots != 0) {
            move(oldCapacity / CLEARS_TO_GROW + STEP_SLOTS);
        } else {
            growAt = capacity / 2;
            wipe(capacity / CLEARS_TO_WIPE + 1);
        }
    }

    /** Gives spare chunks back and, if the table is empty, the slots beyond those it began with. */
    public void trim() {
        arena.trim();
        if (size != 0 || (capacity == firstCapacity && oldSlots == 0)) return;
        long fewer = memory.take(firstCapacity * stride);
        if (fewer == BudgetedMemory.REFUSED) return; // no worse than before; the next trim tries again
        freeSlots();
        useSlots(fewer, firstCapacity);
        empty(slots, end);
    }

    /** Gives all memory back. The table must not be used any more, except for closing it again. */
    @Override
    public void close() {
        freeSlots();
        slots = 0;
        size = 0;
        arena.free();
    }

    private void freeSlots() {
        if (oldSlots != 0) endGrowing();
        if (slots != 0) memory.giveBack(slots, capacity * stride);
    }

    final boolean isGrowing() {
        return oldSlots != 0;
    }

    final boolean isTaken(long slot) {
        return RawMemory.getLong(slot + WORD) >>> EPOCH_SHIFT == epoch;
    }

    final long wordOf(long entry) {
        return epoch << EPOCH_SHIFT | entry;
    }

    /** While growing: whether this hash is still looked up in the old slots. */
    final boolean livesInOld(long hash) {
        return (((hash >>> oldShift) - oldBegin) & (oldCapacity - 1)) >= moved;
    }

    /** While growing: moves a step further; it may be the last one. */
    final void step() {
        move(STEP_SLOTS);
    }

    /**
     * Makes sure that one more key has room, at best by beginning to grow; the slots found before are void then.
     *
     * @return false when the slots are as full as they may get and the budget refuses more
     */
    final boolean makeRoom() {
        if (size < growAt) return true;
        long more = memory.take(capacity * 2 * stride);
        if (more != BudgetedMemory.REFUSED) {
            beginGrowing(more);
            return true;
        }
        long most = capacity - capacity / 8;
        if (size >= most) return false;
        growAt = Math.min(most, size + Math.max(1, capacity / 64)); // ask again after a while, not for every key
        return true;
    }

    /** Whether {@link #makeRoom} has something to do. */
    final boolean isCrowded() {
        return size >= growAt;
    }

    /** Where the search for this hash begins. */
    final long homeSlot(long hash) {
        return oldSlots != 0 && livesInOld(hash)
                ? oldSlots + (hash >>> oldShift) * stride
                : slots + (hash >>> shift) * stride;
    }

    /** The slot behind this one, round the end. */
    final long slotBehind(long slot) {
        long behind = slot + stride;
        if (behind == end) return slots;
        return behind == oldEnd ? oldSlots : behind;
    }

    /** The slot where a new key of this hash belongs. */
    final long freeSlotFor(long hash) {
        long slot = homeSlot(hash);
        while (isTaken(slot)) slot = slotBehind(slot);
        return slot;
    }

    /** Empties a taken slot and moves up the slots behind it that may come nearer to their home. */
    final void vacate(long slot) {
        boolean old = slot >= oldSlots && slot < oldEnd;
        long begin = old ? oldSlots : slots;
        long length = old ? oldEnd - oldSlots : end - slots;
        int homeShift = old ? oldShift : shift;
        long hole = slot;
        for (long next = slotBehind(hole); isTaken(next); next = slotBehind(next)) {
            long home = begin + (hashOf(next) >>> homeShift) * stride;
            if (distance(home, next, length) >= distance(hole, next, length)) {
                copySlot(next, hole);
                hole = next;
            }
        }
        RawMemory.putLong(hole + WORD, 0);
        size--;
    }

    private void copySlot(long from, long to) {
        for (long i = 0; i < stride; i += 8) RawMemory.putLong(to + i, RawMemory.getLong(from + i));
    }

    private static long distance(long from, long to, long length) {
        return to >= from ? to - from : to - from + length;
    }

    private void useSlots(long address, long count) {
        slots = address;
        end = address + count * stride;
        capacity = count;
        shift = Long.numberOfLeadingZeros(count) + 1;
        growAt = count / 2;
        wipeAt = 0;
    }

    private void empty(long from, long behind) {
        for (long slot = from; slot < behind; slot += stride) RawMemory.putLong(slot + WORD, 0);
    }

    private void wipe(long count) {
        long from = slots + wipeAt * stride;
        long wiped = Math.min(count, capacity - wipeAt);
        empty(from, from + wiped * stride);
        wipeAt = wipeAt + wiped == capacity ? 0 : wipeAt + wiped;
    }

    private void beginGrowing(long address) {
        oldSlots = slots;
        oldEnd = end;
        oldShift = shift;
        oldCapacity = capacity;
        long slot = oldSlots;
        while (isTaken(slot)) slot += stride;
        oldBegin = ((slot - oldSlots) / stride + 1) & (oldCapacity - 1);
        moved = 0;
        emptied = 0;
        useSlots(address, oldCapacity * 2);
        move(STEP_SLOTS);
    }

    /** Moves this many old slots, and those behind up to an empty one. */
    private void move(long count) {
        long target = Math.min(moved + count, oldCapacity);
        long slot = oldSlots + ((oldBegin + moved) & (oldCapacity - 1)) * stride;
        boolean taken;
        do {
            taken = isTaken(slot);
            if (taken) {
                moveToNew(slot);
                RawMemory.putLong(slot + WORD, 0); // runs that wrap around end here
            }
            moved++;
            slot = slotBehind(slot);
        } while (taken || moved < target);
        emptyUpTo(moved * 2 + 1);
        if (moved >= oldCapacity) endGrowing();
    }

    private void moveToNew(long slot) {
        long home = hashOf(slot) >>> shift;
        long position = (home - oldBegin * 2) & (capacity - 1);
        emptyUpTo(position + 2);
        long free = slots + home * stride;
        while (isTaken(free)) {
            free = slotBehind(free);
            position++;
        }
        copySlot(slot, free);
        emptyUpTo(position + 2);
    }

    /** Empties the new slots before this position, counted from the one that {@code oldBegin} became. */
    private void emptyUpTo(long position) {
        long target = Math.min(position, capacity);
        long width = stride;
        long slot = slots + ((oldBegin * 2 + emptied) & (capacity - 1)) * width;
        for (long at = emptied; at < target; at++) {
            RawMemory.putLong(slot + WORD, 0);
            slot += width;
            if (slot == end) slot = slots;
        }
        emptied = Math.max(emptied, target);
    }

    private void endGrowing() {
        memory.giveBack(oldSlots, oldCapacity * stride);
        oldSlots = 0;
        oldEnd = 0;
    }
}
