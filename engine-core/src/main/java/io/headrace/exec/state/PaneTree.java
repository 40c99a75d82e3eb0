package io.headrace.exec.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The panes of a window, one per tick, with merged ones above them, so that a window of any length is merged from a few:
 *
 * <pre>
 *   level 2   [  0 . . 3  ] [  4 . . 7  ]
 *   level 1   [ 0 1 ] [ 2 3 ] [ 4 5 ] [ 6 7 ]
 *   level 0   [0] [1] [2] [3] [4] [5] [6] [7]
 *                       the window of ticks 2 to 6 is [ 2 3 ] [ 4 5 ] [6]
 * </pre>
 *
 * A node is merged when a window first needs it, of its two children in order, and kept while a window may. A window of n ticks is at
 * most 2 log n nodes, and moving it on by one tick merges at most log n new ones: no tick ever merges all panes. Merging in order
 * along fixed borders gives the same result on every run, also for functions that are not commutative.
 *
 * <p>A tick without a pane counts as empty. Putting a pane merges nothing, so restoring panes calls no code of the user.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <P> a pane; empty ones are null
 */
final class PaneTree<P> {
    private static final long NEVER = -1;

    /** Two neighbouring panes to one; neither may be changed, for both stay in use. */
    @FunctionalInterface
    interface Merge<P> {
        P merge(P earlier, P later) throws Exception;

        /** The pane is in the tree, once more. For panes off the heap. */
        default void retain(P pane) {}

        /** The pane is in the tree once less. */
        default void release(P pane) {}
    }

    /** Sees the nodes that make up a window, in order of time. */
    @FunctionalInterface
    interface Visitor<P> {
        void visit(P pane) throws Exception;
    }

    private final Merge<P> merge;
    private final int levels;
    private final @Nullable Object[][] nodes;
    private final long[][] built;

    /** A tree for windows of at most so many ticks. */
    PaneTree(int windowTicks, Merge<P> merge) {
        this.merge = merge;
        levels = 32 - Integer.numberOfLeadingZeros(windowTicks);
        nodes = new Object[levels][];
        built = new long[levels][];
        for (int level = 0; level < levels; level++) {
            int length = (windowTicks >> level) + 2;
            nodes[level] = new Object[length];
            built[level] = new long[length];
            Arrays.fill(built[level], NEVER);
        }
    }

    /** The pane of a tick. Ticks may be left out, never gone back to. */
    void put(long tick, @Nullable P pane) {
        set(0, tick, pane);
    }

    /** The pane that {@link #put} of this tick will be in place of: one that no window needs any more. */
    @SuppressWarnings("unchecked") // only set stores
    @Nullable
    P atPlaceOf(long tick) {
        return (P) nodes[0][slot(0, tick)];
    }

    /** Shows what makes up the ticks {@code from} to {@code to}, both included. */
    void query(long from, long to, Visitor<P> visitor) throws Exception {
        long tick = Math.max(0, from);
        while (tick <= to) {
            int level = highest(tick, to);
            P pane = node(level, tick >> level);
            if (pane != null) visitor.visit(pane);
            tick += 1L << level;
        }
    }

    /** The highest level with a node that begins here and does not end behind the last tick. */
    private int highest(long tick, long last) {
        int level = 0;
        while (level + 1 < levels && (tick & ((1L << (level + 1)) - 1)) == 0 && tick + (1L << (level + 1)) - 1 <= last)
            level++;
        return level;
    }

    private @Nullable P node(int level, long index) throws Exception {
        if (level == 0) return at(0, index);
        if (built[level][slot(level, index)] == index) return at(level, index);
        P earlier = node(level - 1, 2 * index);
        P later = node(level - 1, 2 * index + 1);
        P merged = earlier == null ? later : later == null ? earlier : merge.merge(earlier, later);
        set(level, index, merged);
        return merged;
    }

    private void set(int level, long index, @Nullable P pane) {
        int slot = slot(level, index);
        if (pane != null) merge.retain(pane);
        release(nodes[level][slot]);
        nodes[level][slot] = pane;
        built[level][slot] = index;
    }

    /** Takes every pane out. */
    void clear() {
        for (int level = 0; level < levels; level++) {
            for (int slot = 0; slot < nodes[level].length; slot++) {
                release(nodes[level][slot]);
                nodes[level][slot] = null;
            }
            Arrays.fill(built[level], NEVER);
        }
    }

    @SuppressWarnings("unchecked") // only set stores
    private void release(@Nullable Object pane) {
        if (pane != null) merge.release((P) pane);
    }

    @SuppressWarnings("unchecked") // only set stores
    private @Nullable P at(int level, long index) {
        int slot = slot(level, index);
        return built[level][slot] == index ? (P) nodes[level][slot] : null;
    }

    private int slot(int level, long index) {
        return (int) (index % nodes[level].length);
    }
}
