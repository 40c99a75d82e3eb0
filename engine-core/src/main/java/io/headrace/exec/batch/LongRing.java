package io.headrace.exec.batch;

/**
 * A queue of longs that grows by doubling and never shrinks.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class LongRing {
    private long[] values = new long[16];
    private int first;
    private int size;

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    public void add(long value) {
        if (size == values.length) grow();
        values[(first + size) & (values.length - 1)] = value;
        size++;
    }

    /** The oldest; there must be one. */
    public long first() {
        assert size > 0;
        return values[first];
    }

    /** One of them, the oldest being number 0. */
    public long get(int index) {
        assert index < size;
        return values[first + index & values.length - 1];
    }

    public long removeFirst() {
        long value = first();
        first = (first + 1) & (values.length - 1);
        size--;
        return value;
    }

    private void grow() {
        long[] more = new long[values.length * 2];
        for (int i = 0; i < size; i++) more[i] = values[(first + i) & (values.length - 1)];
        values = more;
        first = 0;
    }
}
