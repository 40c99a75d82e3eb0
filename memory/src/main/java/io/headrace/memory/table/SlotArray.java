package io.headrace.memory.table;

import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * The slots of a key table: a power of two of them, in one stretch of native memory, searched by linear probing.
 *
 * <pre>
 *   +--------+-----+--------+--------+---------+-----+---------+--------------------+
 *   | slot 0 | ... | last   | spare  | place 0 | ... | place n | epochs, 1 byte for |
 *   |        |     |        | slot   |         |     | (spare) | each 64 slots      |
 *   +--------+-----+--------+--------+---------+-----+---------+--------------------+
 *    slot: its mark, one of its words, says whether it is taken;     place: a word beside the slot, if the table wants
 *          the first one begins a cache line                                one; searches do not touch it
 *    spare slot: outside of the probing
 * </pre>
 *
 * <p><b>Segments.</b> Sixty-four slots are a segment. One whose epoch is not the array's is stale: all of its slots are
 * free, whatever they hold. The first slot that is taken in it frees the others and renews the epoch. So memory need
 * not be emptied before it is used, a new epoch empties everything at once, and no slot spends bytes on it. Once no
 * segment is stale, searches do not look at the epochs. So that no segment is old enough to see its epoch come again,
 * each clear wipes a small share of the epochs.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SlotArray {
    private static final int SEGMENT_SHIFT = 6;

    /** How many slots a segment has; no array has fewer. */
    static final long SEGMENT = 1L << SEGMENT_SHIFT;

    private static final long CACHE_LINE = 64;
    private static final byte NEVER = 0;
    private static final byte LAST_EPOCH = Byte.MAX_VALUE;

    /** How many clears may pass until every epoch is wiped: fewer than there are epochs. */
    private static final int CLEARS_TO_WIPE = 64;

    private final BudgetedMemory memory;
    private final int markAt;
    private final long freeMark;
    private final int placeBytes;
    private final long stride;

    private long memoryAt;
    private long begin;
    private long mask;
    private int shift;
    private long epochs;
    private byte epoch;
    private long stale; // segments
    private long places;
    private long wipeAt;

    /** Whether the table mixes the keys of these slots well; what that means is the table's affair. */
    boolean mixed;

    /**
     * @param stride bytes of a slot, a multiple of 8
     * @param markAt where in a slot the word lies that is {@code freeMark} in a free one
     * @param placeBytes 8 for a word beside each slot, or 0
     */
    SlotArray(BudgetedMemory memory, long stride, int markAt, long freeMark, int placeBytes) {
        this.memory = memory;
        this.stride = stride;
        this.markAt = markAt;
        this.freeMark = freeMark;
        this.placeBytes = placeBytes;
    }

    /** Takes memory for so many slots, a power of two from {@link #SEGMENT} on, all free; false when the budget refuses. */
    boolean open(long capacity) {
        long address = memory.take(bytes(capacity));
        if (address == BudgetedMemory.REFUSED) return false;
        memoryAt = address;
        begin = (address + CACHE_LINE - 1) & -CACHE_LINE;
        mask = capacity - 1;
        shift = Long.numberOfLeadingZeros(capacity) + 1;
        places = begin + (capacity + 1) * stride;
        epochs = places + (capacity + 1) * placeBytes;
        epoch = NEVER + 1;
        wipeAt = 0;
        stale = segments(capacity);
        RawMemory.fill(epochs, stale, NEVER);
        return true;
    }

    long bytes(long capacity) {
        return CACHE_LINE + (capacity + 1) * (stride + placeBytes) + segments(capacity);
    }

    private static long segments(long capacity) {
        return capacity >>> SEGMENT_SHIFT;
    }

    /** Frees every slot now, so that taking one touches no page for the first time. */
    void prefault() {
        for (long i = 0; i <= mask; i += SEGMENT) claim(i);
        if (placeBytes != 0) NativeMemory.touch(places, (mask + 1) * placeBytes);
    }

    /** Gives the memory back, if there is any. */
    void close() {
        if (memoryAt != 0) memory.giveBack(memoryAt, bytes(mask + 1));
        memoryAt = 0;
    }

    long capacity() {
        return mask + 1;
    }

    long stride() {
        return stride;
    }

    /** The index of the slot where the search for this hash begins. */
    long home(long hash) {
        return hash >>> shift;
    }

    /** The index behind this one, round the end. */
    long behind(long index) {
        return wrapped(index + 1);
    }

    /** This index, counted on round the end. */
    long wrapped(long index) {
        return index & mask;
    }

    /** The index of the slot outside of the probing. */
    long spare() {
        return mask + 1;
    }

    long slot(long index) {
        return begin + index * stride;
    }

    long place(long index) {
        return RawMemory.getLong(places + index * Long.BYTES);
    }

    void setPlace(long index, long place) {
        RawMemory.putLong(places + index * Long.BYTES, place);
    }

    static boolean beginsSegment(long index) {
        return (index & (SEGMENT - 1)) == 0;
    }

    /** The index of the first free slot from here on. */
    long firstFree(long index) {
        long free = index;
        while (isTaken(free)) free = behind(free);
        return free;
    }

    /** By how much a hash is shifted to the right for its {@link #home}. */
    int shift() {
        return shift;
    }

    /** Whether there are segments whose slots are free, whatever they hold. */
    boolean hasStale() {
        return stale != 0;
    }

    /** Whether the slots of the segment are free, whatever they hold. */
    boolean isStale(long index) {
        return stale != 0 && RawMemory.getByte(epochs + (index >>> SEGMENT_SHIFT)) != epoch;
    }

    boolean isTaken(long index) {
        return !isStale(index) && RawMemory.getLong(slot(index) + markAt) != freeMark;
    }

    /** Must be called before anything is written to a free slot. */
    void claim(long index) {
        if (isStale(index)) renew(index & -SEGMENT);
    }

    private void renew(long first) {
        long mark = slot(first) + markAt;
        long behind = mark + SEGMENT * stride;
        for (; mark < behind; mark += stride) RawMemory.putLong(mark, freeMark);
        RawMemory.putByte(epochs + (first >>> SEGMENT_SHIFT), epoch);
        stale--;
    }

    /** Finds and claims a slot for a key of this hash that is not there. */
    long claimFor(long hash) {
        long index = firstFree(home(hash));
        claim(index);
        return index;
    }

    /** Frees a slot that is not stale. */
    void free(long index) {
        RawMemory.putLong(slot(index) + markAt, freeMark);
    }

    /** Copies a slot and its place. */
    void copy(long index, SlotArray target, long to) {
        long from = slot(index);
        long slot = target.slot(to);
        for (long i = 0; i < stride; i += 8) RawMemory.putLong(slot + i, RawMemory.getLong(from + i));
        if (placeBytes != 0) target.setPlace(to, place(index));
    }

    /** How far an index lies behind another, round the end. */
    long distance(long from, long to) {
        return (to - from) & mask;
    }

    /** Frees all slots in constant time, but for a small share of the epochs. */
    void clear() {
        epoch = epoch == LAST_EPOCH ? NEVER + 1 : (byte) (epoch + 1);
        long all = segments(capacity());
        stale = all;
        long wiped = Math.min(all / CLEARS_TO_WIPE + 1, all - wipeAt);
        RawMemory.fill(epochs + wipeAt, wiped, NEVER);
        wipeAt = wipeAt + wiped == all ? 0 : wipeAt + wiped;
    }
}
