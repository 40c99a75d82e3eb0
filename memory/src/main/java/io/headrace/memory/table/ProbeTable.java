package io.headrace.memory.table;

/**
 * What the key tables share: slots with linear probing that grow in small steps, and the arena of their entries.
 *
 * <p>A hash is spread once more before it is used here: keys that were dealt to partitions by the upper bits of one hash
 * have too much in common in another hash of the same family. The upper bits of the spread hash are the home slot, so
 * twice the slots keep the order of the homes, and growing reads and writes memory in sequence. The table says which
 * share of the slots is taken at most, unless the budget refuses growth: then up to seven eighths, and after that new
 * keys are refused.
 *
 * <p><b>Growing.</b> Old and new slots live side by side. Each operation that may insert first moves {@link
 * #STEP_SLOTS} old slots, and those up to the end of their run. A frontier in the old slots, which always lies behind a
 * free one, parts the hashes: homes before it are looked up in the new slots only, homes behind it in the old ones
 * only. Positions are counted from {@code oldBegin}, the first slot behind a free one, so that no run of slots crosses
 * the beginning. {@link #mixBetter} moves the keys in the same way to as many slots and another hash.
 *
 * <p>Only the beginning and the end are not in small steps: the epochs of the new segments, a byte for each 64 slots,
 * are set, and the system takes the old slots back at once, which takes milliseconds for hundreds of megabytes. A table
 * that expects its keys does not grow.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
abstract class ProbeTable implements AutoCloseable {
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // odd, 2^64 / golden ratio
    private static final int MOST_VALUE_BYTES = 1 << 20;
    private static final long STEP_SLOTS = 16;

    final String name;
    final BudgetedMemory memory;
    final EntryArena arena;
    final int valueBytes;

    /** The slots; while growing, the new ones. */
    SlotArray slots;

    long size;
    private final double mostTaken;
    private final long firstCapacity;
    private long growAt;

    /** While growing: the slots that it grows out of. */
    SlotArray old;

    private boolean growing;
    private long oldBegin;
    private long moved;

    /**
     * @param slotBytes of each slot
     * @param markAt where in a slot the word lies that is {@code freeMark} in a free one
     * @param placeBytes 8 for a word beside each slot, or 0
     * @param mostTaken which share of the slots may be taken before the table grows
     */
    ProbeTable(
            TableOptions options,
            int valueBytes,
            long slotBytes,
            int markAt,
            long freeMark,
            int placeBytes,
            double mostTaken) {
        if (valueBytes < 0 || valueBytes > MOST_VALUE_BYTES)
            throw new IllegalArgumentException("table " + options.name() + " cannot have values of " + valueBytes
                    + " bytes: give 0 to " + MOST_VALUE_BYTES);
        this.name = options.name();
        this.valueBytes = valueBytes;
        this.memory = new BudgetedMemory(options.budget(), options.tag());
        this.arena = new EntryArena(memory, options.chunkBytes());
        this.mostTaken = mostTaken;
        this.firstCapacity = capacityFor(options.expectedKeys());
        this.slots = new SlotArray(memory, slotBytes, markAt, freeMark, placeBytes);
        this.old = new SlotArray(memory, slotBytes, markAt, freeMark, placeBytes);
        if (!slots.open(firstCapacity))
            throw new IllegalStateException("table " + name + " needs " + slots.bytes(firstCapacity)
                    + " bytes to begin with, but the budget is spent (" + memory + "): raise it or expect fewer keys");
        slots.prefault();
        growAt = mostOf(firstCapacity);
    }

    private long capacityFor(long keys) {
        long capacity = SlotArray.SEGMENT;
        while (mostOf(capacity) < keys) capacity *= 2;
        return capacity;
    }

    /** How many of so many slots may be taken before the table grows. */
    private long mostOf(long capacity) {
        return (long) (capacity * mostTaken);
    }

    /** What all methods here call the hash: no two hashes become the same. */
    static long spread(long hash) {
        return hash * SPREAD;
    }

    /** The hash that decides where the taken slot at this address belongs. */
    abstract long hashOf(SlotArray in, long slot);

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

    /**
     * Forgets all keys in constant time; the memory stays for the next ones, but that of slots that it was growing out of.
     * Every address handed out is void.
     */
    public void clear() {
        size = 0;
        arena.clear();
        if (growing) endGrowing();
        slots.clear();
        growAt = mostOf(slots.capacity());
    }

    /**
     * So many keys are to come: while the table is empty its slots are laid out for them at once, and touched, as far as the budget has room.
     * Otherwise it grows as ever.
     */
    public void expect(long keys) {
        if (size != 0 || growing) return;
        long capacity = capacityFor(keys);
        if (capacity <= slots.capacity() || !old.open(capacity)) return;
        swap();
        slots.mixed = old.mixed;
        old.close();
        slots.prefault();
        growAt = mostOf(capacity);
    }

    /** Gives spare chunks back and, if the table is empty, the slots beyond those it began with. */
    public void trim() {
        arena.trim();
        if (size != 0) return;
        if (growing) endGrowing();
        if (slots.capacity() == firstCapacity) return;
        if (!old.open(firstCapacity)) return; // no worse than before; the next trim tries again
        swap();
        slots.mixed = old.mixed;
        old.close();
        slots.prefault();
        growAt = mostOf(firstCapacity);
    }

    /** Gives all memory back. The table must not be used any more, except for closing it again. */
    @Override
    public void close() {
        if (growing) endGrowing();
        slots.close();
        size = 0;
        arena.free();
    }

    final boolean isGrowing() {
        return growing;
    }

    /** While growing: whether a key of this hash, in the old slots, is still looked up there. */
    final boolean livesInOld(long hash) {
        return old.distance(oldBegin, old.home(hash)) >= moved;
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
        if (size < growAt || growing) return true; // growing is over before the slots are full
        long capacity = slots.capacity();
        if (old.open(capacity * 2)) {
            beginGrowing();
            return true;
        }
        long most = capacity - capacity / 8;
        if (size >= most) return false;
        growAt = Math.min(most, size + Math.max(1, capacity / 64)); // ask again after a while, not for every key
        return true;
    }

    /** Begins to move all keys to as many slots, where they are mixed, unless that is going on or the budget refuses. */
    final void mixBetter() {
        if (growing || slots.mixed || !old.open(slots.capacity())) return;
        beginGrowing();
        slots.mixed = true;
    }

    /** Whether {@link #makeRoom} has something to do. */
    final boolean isCrowded() {
        return size >= growAt;
    }

    /** Frees a taken slot and moves up the slots behind it that may come nearer to their home. */
    final void vacate(SlotArray in, long index) {
        long hole = index;
        for (long next = in.behind(hole); in.isTaken(next); next = in.behind(next)) {
            long home = in.home(hashOf(in, in.slot(next)));
            if (in.distance(home, next) >= in.distance(hole, next)) {
                in.copy(next, in, hole);
                hole = next;
            }
        }
        in.free(hole);
        size--;
    }

    /** The new slots are open already, under the name of the old ones. */
    private void beginGrowing() {
        swap();
        slots.mixed = old.mixed;
        growing = true;
        growAt = mostOf(slots.capacity());
        long index = 0;
        while (old.isTaken(index)) index++;
        oldBegin = old.behind(index);
        moved = 0;
        old.copy(old.spare(), slots, slots.spare());
    }

    private void swap() {
        SlotArray before = slots;
        slots = old;
        old = before;
    }

    /** Moves this many old slots, and those behind up to a free one. */
    private void move(long count) {
        long target = Math.min(moved + count, old.capacity());
        long index = old.wrapped(oldBegin + moved);
        boolean taken;
        do {
            taken = old.isTaken(index);
            if (taken) {
                old.copy(index, slots, slots.claimFor(hashOf(slots, old.slot(index))));
                old.free(index); // runs that wrap around end here
            }
            moved++;
            index = old.behind(index);
        } while (taken || moved < target);
        if (moved >= old.capacity()) endGrowing();
    }

    private void endGrowing() {
        old.close();
        growing = false;
    }
}
