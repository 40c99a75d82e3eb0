package io.headrace.exec.state;

import org.jspecify.annotations.Nullable;

/**
 * The panes of a window off the heap, oldest first, each with its tick. Nothing is allocated.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PaneRing {
    private final @Nullable SlotPane[] panes;
    private final long[] ticks;
    private int head;
    private int size;

    PaneRing(int capacity) {
        panes = new SlotPane[capacity];
        ticks = new long[capacity];
    }

    int size() {
        return size;
    }

    SlotPane get(int index) {
        SlotPane pane = panes[slot(index)];
        if (pane == null) throw new IndexOutOfBoundsException("pane " + index + " of " + size);
        return pane;
    }

    long tick(int index) {
        return ticks[slot(index)];
    }

    void add(long tick, SlotPane pane) {
        if (size == panes.length) throw new IllegalStateException("a window of " + size + " panes is full");
        int slot = slot(size);
        panes[slot] = pane;
        ticks[slot] = tick;
        size++;
    }

    SlotPane removeFirst() {
        SlotPane pane = get(0);
        panes[head] = null;
        head = (head + 1) % panes.length;
        size--;
        return pane;
    }

    private int slot(int index) {
        return (head + index) % panes.length;
    }
}
