package io.headrace.exec.join;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The panes of a window, oldest first, and that of the batch under way behind them.
 *
 * <p><b>Threading:</b> the thread of the jobs; workers read meanwhile. Allocates only when there are more panes than ever.
 */
final class JoinPanes {
    private final Supplier<JoinPane> maker;
    private final int ticks;
    private final List<JoinPane> panes = new ArrayList<>();
    private final List<JoinPane> free = new ArrayList<>();
    private int first; // of those that the batch under way sees
    private long rows;

    /** @param ticks how long the window is */
    JoinPanes(Supplier<JoinPane> maker, int ticks) {
        this.maker = maker;
        this.ticks = ticks;
    }

    /** An empty one, which is not the window's yet. */
    JoinPane newPane(long tick) {
        JoinPane pane = free.isEmpty() ? maker.get() : free.remove(free.size() - 1);
        pane.tick = tick;
        return pane;
    }

    /** It has not become the window's. */
    void giveBack(JoinPane pane) {
        pane.clear();
        free.add(pane);
    }

    /** Looks at the window that ends with this tick. */
    void aim(long tick) {
        first = 0;
        while (first < panes.size() && panes.get(first).tick <= tick - ticks) first++;
    }

    /** How many panes of the window there are before the batch. */
    int size() {
        return panes.size() - first;
    }

    JoinPane get(int pane) {
        return panes.get(first + pane);
    }

    /** The batch is over: its pane is the window's, and those that are out of it are gone. */
    void keep(JoinPane pane) {
        while (!panes.isEmpty() && panes.get(0).tick <= pane.tick - ticks) {
            JoinPane over = panes.remove(0);
            rows -= over.rows();
            giveBack(over);
        }
        panes.add(pane);
        rows += pane.rows();
        first = 0;
    }

    /** Of all panes. */
    long rows() {
        return rows;
    }

    void clear() {
        for (JoinPane pane : panes) giveBack(pane);
        panes.clear();
        rows = 0;
        first = 0;
    }
}
