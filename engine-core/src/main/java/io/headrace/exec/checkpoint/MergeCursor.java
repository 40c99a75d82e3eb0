package io.headrace.exec.checkpoint;

import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.util.List;

/**
 * Several cursors as one: of each key the entry of the latest cursor, without panes that are out of their windows, and at the base
 * without keys that were taken away.
 *
 * <p>The cursors are a heap by the keys that they stand on, of equal ones the latest first. So what is shown is at the root, and who has
 * another entry of its key is a child of it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class MergeCursor implements EntryCursor {
    private static final int WORDS = 2 * Long.BYTES;

    private final EntryCursor[] sources;
    private final boolean isBase;
    private final PaneLife life;
    private final int[] heap; // places of sources
    private final long[] first; // bytes of the key that a source stands on, the highest first, then zeros
    private final long[] second;
    private final int[] lengths; // of these keys
    private int size;
    private boolean begun;
    private long looked;

    /**
     * @param sources from the oldest to the latest; closed with this
     * @param isBase whether nothing lies below them: then a removal has nothing left to remove
     */
    MergeCursor(List<? extends EntryCursor> sources, boolean isBase, PaneLife life) {
        this.sources = sources.toArray(EntryCursor[]::new);
        this.isBase = isBase;
        this.life = life;
        heap = new int[this.sources.length];
        first = new long[heap.length];
        second = new long[heap.length];
        lengths = new int[heap.length];
    }

    @Override
    public boolean next() throws IOException {
        do {
            if (!step()) return false;
        } while (life.isOver(keyAddress()) || (isBase && FoldedEntry.isRemoved(valueAddress())));
        return true;
    }

    private boolean step() throws IOException {
        if (!begun) begin();
        else if (size > 0) passShown();
        return size > 0;
    }

    private void begin() throws IOException {
        begun = true;
        for (int source = 0; source < sources.length; source++) {
            if (!sources[source].next()) continue;
            look(source);
            heap[size++] = source;
        }
        for (int place = size / 2 - 1; place >= 0; place--) sink(place);
    }

    /** The others first, for the key lies with the one that is shown. */
    private void passShown() throws IOException {
        for (int child = child(0); child < size && compare(heap[child], heap[0]) == 0; child = child(0)) advance(child);
        advance(0);
    }

    /** Has the source at a place of the heap, the root or a child of it, go on. */
    private void advance(int place) throws IOException {
        int source = heap[place];
        if (sources[source].next()) look(source);
        else heap[place] = heap[--size];
        sink(place);
    }

    /** How many entries of all cursors were looked at so far: no fewer than were shown. */
    long looked() {
        return looked;
    }

    private void look(int source) {
        looked++;
        EntryCursor at = sources[source];
        long key = at.keyAddress();
        int length = at.keyLength();
        first[source] = SortedEntries.word(key, length);
        second[source] = SortedEntries.word(key + Long.BYTES, length - Long.BYTES);
        lengths[source] = length;
    }

    private void sink(int from) {
        int place = from;
        for (int child = child(place); child < size && isBefore(heap[child], heap[place]); child = child(place)) {
            int lifted = heap[child];
            heap[child] = heap[place];
            heap[place] = lifted;
            place = child;
        }
    }

    /** The smaller child of a place; not in the heap when there is none. */
    private int child(int place) {
        int left = 2 * place + 1;
        return left + 1 < size && isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    }

    private boolean isBefore(int one, int other) {
        int order = compare(one, other);
        return order < 0 || (order == 0 && one > other);
    }

    private int compare(int one, int other) {
        int order = Long.compareUnsigned(first[one], first[other]);
        if (order == 0) order = Long.compareUnsigned(second[one], second[other]);
        if (order != 0) return order;
        boolean areSeenWhole = Math.max(lengths[one], lengths[other]) <= WORDS;
        return areSeenWhole ? Integer.compare(lengths[one], lengths[other]) : compareBytes(one, other);
    }

    /** Of long keys, whose words are equal. */
    private int compareBytes(int one, int other) {
        EntryCursor a = sources[one];
        EntryCursor b = sources[other];
        return RawMemory.compare(a.keyAddress(), a.keyLength(), b.keyAddress(), b.keyLength());
    }

    private EntryCursor shown() {
        return sources[heap[0]];
    }

    @Override
    public long keyAddress() {
        return shown().keyAddress();
    }

    @Override
    public int keyLength() {
        return shown().keyLength();
    }

    @Override
    public long valueAddress() {
        return shown().valueAddress();
    }

    @Override
    public int valueLength() {
        return shown().valueLength();
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (EntryCursor source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) throw failure;
    }
}
