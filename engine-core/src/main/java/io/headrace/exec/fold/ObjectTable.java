package io.headrace.exec.fold;

import io.headrace.memory.ShortText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys and what was combined for them, as objects on the heap: by {@code equals} and {@code hashCode}, {@code null} too, a {@code byte[]}
 * by its contents. It goes through the keys in the order in which they came. Clearing costs what was touched, and the arrays stay.
 *
 * <p>Texts that are {@linkplain ShortText short} have a hash of their own, are compared as two longs that lie in the table, and so are found
 * without a look at the object that is their key.
 *
 * <pre>
 *   slots   [ 0 | h,3 | 0 | h,1 | h,2 | ... ]   hash and ordinal + 1 of a key, 0 where there is none; linear probing
 *   keys    [ k | k | k | ... ]                 by ordinal, as hashes and combinations
 *   texts   [ head, tail | 0, 0 | ... ]         by ordinal, of keys that are short texts; empty where none is
 *
 *   hash    | 28 bits | n |                     n: the length of a short text, 0 of any other key
 * </pre>
 *
 * <p><b>Threading:</b> as {@link BatchTable}.
 */
final class ObjectTable extends BatchTable {
    private static final int FIRST_CAPACITY = 16;
    private static final int SPREAD = 0x9E3779B9;
    private static final int TEXT_LENGTH = 0xf;

    @Nullable
    Object[] keys = new Object[FIRST_CAPACITY];

    final Combinations combinations = new Combinations(FIRST_CAPACITY);

    int[] hashes = new int[FIRST_CAPACITY];
    long[] slots = new long[FIRST_CAPACITY * 2];
    private long[] texts = {};
    int shift = Integer.numberOfLeadingZeros(FIRST_CAPACITY * 2) + 1;
    private int size;

    private int[] byPartition = {};
    private int[] ends = {};
    private boolean indexed;

    static int hashOf(@Nullable Object key) {
        if (key == null) return 0;
        byte[] text = ShortText.of(key);
        if (text != null) return hashOf(text, ShortText.head(text), ShortText.tail(text));
        int hash = key instanceof byte[] bytes ? Arrays.hashCode(bytes) : key.hashCode();
        return (hash * SPREAD) & ~TEXT_LENGTH;
    }

    private static int hashOf(byte[] text, long head, long tail) {
        return (ShortText.hash(head, tail) & ~TEXT_LENGTH) | text.length;
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one == other) return true;
        if (one == null || other == null) return false;
        if (one instanceof byte[] bytes && other instanceof byte[] others) return Arrays.equals(bytes, others);
        return one.equals(other);
    }

    /** The ordinal of a key, or {@code ~} the slot where it belongs. */
    int find(@Nullable Object key) {
        byte[] text = ShortText.of(key);
        if (text == null) return findObject(key, hashOf(key));
        long head = ShortText.head(text); // read once for both: the line that makes a word's pair has all of this in it
        long tail = ShortText.tail(text);
        return findText(head, tail, hashOf(text, head, tail));
    }

    /** The same for a key of another table. */
    int find(ObjectTable other, int ordinal) {
        int hash = other.hashes[ordinal];
        if ((hash & TEXT_LENGTH) == 0) return findObject(other.keys[ordinal], hash);
        return findText(other.texts[2 * ordinal], other.texts[2 * ordinal + 1], hash);
    }

    private int findText(long head, long tail, int hash) {
        int mask = slots.length - 1;
        for (int slot = hash >>> shift; ; slot = (slot + 1) & mask) {
            long entry = slots[slot];
            if (entry == 0) return ~slot;
            if ((int) (entry >>> Integer.SIZE) != hash) continue;
            int ordinal = (int) entry - 1;
            if (texts[2 * ordinal] == head && texts[2 * ordinal + 1] == tail) return ordinal;
        }
    }

    private int findObject(@Nullable Object key, int hash) {
        int mask = slots.length - 1;
        for (int slot = hash >>> shift; ; slot = (slot + 1) & mask) {
            long entry = slots[slot];
            if (entry == 0) return ~slot;
            int ordinal = (int) entry - 1;
            if ((int) (entry >>> Integer.SIZE) == hash && same(keys[ordinal], key)) return ordinal;
        }
    }

    private static long entry(int hash, int ordinal) {
        return (long) hash << Integer.SIZE | (ordinal + 1);
    }

    /** Inserts a key that is not there. */
    void insert(int slot, @Nullable Object key, int hash, @Nullable Object value) {
        if (key != null && key.getClass().isArray() && !(key instanceof byte[]))
            throw new IllegalArgumentException("a key is an array ("
                    + key.getClass().getSimpleName() + "), which equals nothing but itself: take a List or a record");
        int ordinal = size;
        keys[ordinal] = key;
        combinations.add(value);
        hashes[ordinal] = hash;
        byte[] text = ShortText.of(key);
        if (text != null) insertText(ordinal, text);
        slots[slot] = entry(hash, ordinal);
        size = ordinal + 1;
        if (size == keys.length) grow();
    }

    private void insertText(int ordinal, byte[] text) {
        if (texts.length == 0) texts = new long[2 * keys.length];
        texts[2 * ordinal] = ShortText.head(text);
        texts[2 * ordinal + 1] = ShortText.tail(text);
    }

    private void grow() {
        int capacity = keys.length * 2;
        if (texts.length > 0) texts = Arrays.copyOf(texts, 2 * capacity);
        keys = Arrays.copyOf(keys, capacity);
        combinations.grow(capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        slots = new long[capacity * 2];
        shift--;
        int mask = slots.length - 1;
        for (int ordinal = 0; ordinal < size; ordinal++) {
            int slot = hashes[ordinal] >>> shift;
            while (slots[slot] != 0) slot = (slot + 1) & mask;
            slots[slot] = entry(hashes[ordinal], ordinal);
        }
    }

    @Override
    long size() {
        return size;
    }

    @Override
    long memoryBytes() {
        return 0;
    }

    @Override
    void clear() {
        int mask = slots.length - 1;
        if (size > slots.length / 8) {
            Arrays.fill(slots, 0);
        } else {
            // the last one first: on its way from home a key passed only those that were there before it
            for (int ordinal = size - 1; ordinal >= 0; ordinal--) {
                int slot = hashes[ordinal] >>> shift;
                while ((int) slots[slot] != ordinal + 1) slot = (slot + 1) & mask;
                slots[slot] = 0;
            }
        }
        Arrays.fill(keys, 0, size, null);
        combinations.clear();
        size = 0;
        indexed = false;
    }

    @Override
    boolean isIndexed() {
        return indexed;
    }

    @Override
    boolean index(KeyPlacer placer) {
        if (byPartition.length < size) byPartition = new int[keys.length];
        if (ends.length != placer.partitions()) ends = new int[placer.partitions()];
        Arrays.fill(ends, 0);
        int[] partitionOf = new int[size];
        for (int i = 0; i < size; i++) {
            partitionOf[i] = placer.partitionOf(keys[i]);
            ends[partitionOf[i]]++;
        }
        int at = 0;
        for (int partition = 0; partition < ends.length; partition++) {
            int count = ends[partition];
            ends[partition] = at; // moves on to the end as keys are placed
            at += count;
        }
        for (int i = 0; i < size; i++) byPartition[ends[partitionOf[i]]++] = i;
        indexed = true;
        return true;
    }

    /** Where the keys of a partition begin in {@link #ordinalAt}, once the table is indexed. */
    int firstOf(int partition) {
        return partition == 0 ? 0 : ends[partition - 1];
    }

    int endOf(int partition) {
        return ends[partition];
    }

    /** The ordinal of a key, counted partition by partition. */
    int ordinalAt(int place) {
        return byPartition[place];
    }

    @Override
    public void close() {
        clear();
    }
}
