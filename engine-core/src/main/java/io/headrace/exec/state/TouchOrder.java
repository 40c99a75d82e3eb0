package io.headrace.exec.state;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.Arrays;

/**
 * In which order keys were last touched: a list with a place for each key, linked off the heap. Touching a key moves its place to the
 * end; so who waits longest is in front, and neither touching nor looking for the idle ever goes through the other keys. As every key of
 * a stream may idle equally long, this is the order in which they time out, too.
 *
 * <pre>
 *          +----------+------+--------+---------+
 *   place  | previous | next | hash   | touched |      place 0 is both ends: next is the oldest, previous the newest
 *          +----------+------+--------+---------+      a free place: next is the next free one
 *          0          4      8        16        24
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class TouchOrder implements AutoCloseable {
    /** No place: the budget refuses it; and, where the list is walked, its end. */
    static final int NONE = 0;

    private static final int NEXT = 4;
    private static final int HASH = 8;
    private static final int TOUCHED = 16;
    private static final int PLACE_BYTES = 24;
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_PLACES = 1 << CHUNK_SHIFT;
    private static final long CHUNK_BYTES = (long) CHUNK_PLACES * PLACE_BYTES;

    private final MemoryBudget budget;
    private long[] chunks = new long[4];
    private int chunkCount;
    private int used;
    private int free;
    private boolean inOrder = true;

    TouchOrder(MemoryBudget budget) {
        this.budget = budget;
    }

    /** A place for a key of this hash that is touched now; {@link #NONE} when there is no memory. */
    int add(long hash, long touched) {
        int place = take();
        if (place == NONE) return NONE;
        RawMemory.putLong(at(place) + HASH, hash);
        append(place, touched);
        return place;
    }

    private int take() {
        if (free != NONE) {
            int place = free;
            free = next(place);
            return place;
        }
        if (used == chunkCount << CHUNK_SHIFT && !grow()) return NONE;
        return used++;
    }

    private boolean grow() {
        if (!budget.tryReserve(CHUNK_BYTES)) return false;
        if (chunkCount == chunks.length) chunks = Arrays.copyOf(chunks, chunkCount * 2);
        chunks[chunkCount++] = NativeMemory.allocate(CHUNK_BYTES, MemoryTag.STATE);
        if (used == 0) {
            used = 1;
            link(NONE, NONE);
        }
        return true;
    }

    /** The key of this place is touched. */
    void touch(int place, long touched) {
        link(previous(place), next(place));
        append(place, touched);
    }

    /**
     * These places are about to be touched or removed: reads what that changes, all of it at once.
     *
     * @return of no use; but what nobody asks for the compiler leaves out
     */
    int approach(int[] places, int count) {
        int seen = 0;
        for (int i = 0; i < count; i++) seen ^= next(places[i]);
        for (int i = 0; i < count; i++) {
            seen ^= next(previous(places[i]));
            seen ^= next(next(places[i]));
        }
        return seen;
    }

    private void append(int place, long touched) {
        int last = previous(NONE);
        if (last != NONE && touched(last) > touched) inOrder = false;
        RawMemory.putLong(at(place) + TOUCHED, touched);
        link(last, place);
        link(place, NONE);
    }

    /** Gives a place back. */
    void remove(int place) {
        link(previous(place), next(place));
        RawMemory.putInt(at(place) + NEXT, free);
        free = place;
    }

    /** The place of the key that was touched longest ago, or {@link #NONE}. */
    int oldest() {
        return used == 0 ? NONE : next(NONE);
    }

    /** The place behind, or {@link #NONE}. */
    int next(int place) {
        return RawMemory.getInt(at(place) + NEXT);
    }

    long hash(int place) {
        return RawMemory.getLong(at(place) + HASH);
    }

    long touched(int place) {
        return RawMemory.getLong(at(place) + TOUCHED);
    }

    private int previous(int place) {
        return RawMemory.getInt(at(place));
    }

    private void link(int before, int behind) {
        RawMemory.putInt(at(before) + NEXT, behind);
        RawMemory.putInt(at(behind), before);
    }

    private long at(int place) {
        return chunks[place >>> CHUNK_SHIFT] + (long) (place & (CHUNK_PLACES - 1)) * PLACE_BYTES;
    }

    /**
     * Puts places that were added out of order, as a checkpoint has them, in order: of those touched at the same time, the one added first
     * is first. A radix sort of the list itself, by the digits in which the times differ; it takes no memory for that. Costs nothing when all
     * are in order.
     */
    void sort() {
        if (inOrder) return;
        inOrder = true;
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int place = oldest(); place != NONE; place = next(place)) {
            least = Math.min(least, touched(place));
            most = Math.max(most, touched(place));
        }
        int[] first = new int[DIGITS];
        int[] last = new int[DIGITS];
        for (int shift = 0; shift < Long.SIZE && (most - least) >>> shift != 0; shift += DIGIT_BITS) {
            deal(first, last, least, shift);
            gather(first, last);
        }
        linkBack();
    }

    /** Deals the places onto a pile for each digit. */
    private void deal(int[] first, int[] last, long least, int shift) {
        Arrays.fill(first, NONE);
        int following;
        for (int place = oldest(); place != NONE; place = following) {
            following = next(place);
            int digit = (int) ((touched(place) - least) >>> shift) & (DIGITS - 1);
            if (first[digit] == NONE) first[digit] = place;
            else RawMemory.putInt(at(last[digit]) + NEXT, place);
            last[digit] = place;
        }
    }

    /** Lays the piles behind one another. */
    private void gather(int[] first, int[] last) {
        int end = NONE;
        for (int digit = 0; digit < DIGITS; digit++) {
            if (first[digit] == NONE) continue;
            RawMemory.putInt(at(end) + NEXT, first[digit]);
            end = last[digit];
        }
        RawMemory.putInt(at(end) + NEXT, NONE);
    }

    private void linkBack() {
        int before = NONE;
        for (int place = oldest(); place != NONE; place = next(place)) {
            RawMemory.putInt(at(place), before);
            before = place;
        }
        RawMemory.putInt(at(NONE), before);
    }

    /** Bytes of memory. */
    long memoryBytes() {
        return chunkCount * CHUNK_BYTES;
    }

    @Override
    public void close() {
        for (int i = 0; i < chunkCount; i++) NativeMemory.free(chunks[i], CHUNK_BYTES, MemoryTag.STATE);
        budget.release(chunkCount * CHUNK_BYTES);
        chunkCount = 0;
        used = 0;
        free = NONE;
    }
}
