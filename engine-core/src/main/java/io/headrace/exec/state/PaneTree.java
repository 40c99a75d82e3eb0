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
 * most 2 log n nodes: before the tick in it that is a multiple of the highest power of two they get larger, behind it smaller.
 * What the larger ones of each side come to is kept as well, for it stays as it is while the window moves on within them:
 *
 * <pre>
 *   before tick 16   [ 8 . . 15 ]             behind it   [ 16 . . 19 ]                   of the window of ticks 5 to 22
 *            [ 6 7 ] [ 8 . . 15 ]                         [ 16 . . 19 ] [ 20 21 ]
 *        [5] [ 6 7 ] [ 8 . . 15 ]                         [ 16 . . 19 ] [ 20 21 ] [22]
 * </pre>
 *
 * So moving on by one tick merges three nodes on average, and 3 log n at most: no tick ever merges all panes. Merging in order
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

    /** Sees what makes up a window, in order of time. */
    @FunctionalInterface
    interface Visitor<P> {
        void visit(P pane) throws Exception;
    }

    private final Merge<P> merge;
    private final int levels;
    private final @Nullable Object[][] nodes;
    private final long[][] built;
    private final Kept before; // by its first tick
    private final Kept behind; // by the tick that it ends before
    private long border = NEVER;

    /** A tree for windows of at most so many ticks. */
    PaneTree(int windowTicks, Merge<P> merge) {
        this.merge = merge;
        levels = 32 - Integer.numberOfLeadingZeros(windowTicks);
        before = new Kept();
        behind = new Kept();
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

    /** Shows what makes up the ticks {@code from} to {@code to}, both included: two merged ones at most. */
    void query(long from, long to, Visitor<P> visitor) throws Exception {
        long first = Math.max(0, from);
        long end = to + 1;
        if (first >= end) return;
        moveBorder(first, end);
        P earlier = before(border - first);
        if (earlier != null) visitor.visit(earlier);
        P later = behind(end - border);
        if (later != null) visitor.visit(later);
    }

    /** To the tick that is a multiple of the highest power of two; what was kept beside another one is of no use then. */
    private void moveBorder(long first, long end) {
        long moved = first == 0 ? 0 : end & -Long.highestOneBit((first - 1) ^ end);
        if (moved == border) return;
        before.clear();
        behind.clear();
        border = moved;
    }

    /** So many ticks before the border. */
    private @Nullable P before(long ticks) throws Exception {
        P merged = null;
        for (int level = levels - 1; level >= 0; level--) {
            if ((ticks >> level & 1) == 0) continue;
            long begin = border - (ticks >> level << level);
            if (!before.isOf(level, begin)) before.keep(level, begin, joined(node(level, begin >> level), merged));
            merged = before.at(level);
        }
        return merged;
    }

    /** So many ticks from the border on. */
    private @Nullable P behind(long ticks) throws Exception {
        P merged = null;
        for (int level = levels - 1; level >= 0; level--) {
            if ((ticks >> level & 1) == 0) continue;
            long end = border + (ticks >> level << level);
            if (!behind.isOf(level, end)) behind.keep(level, end, joined(merged, node(level, (end >> level) - 1)));
            merged = behind.at(level);
        }
        return merged;
    }

    private @Nullable P joined(@Nullable P earlier, @Nullable P later) throws Exception {
        return earlier == null ? later : later == null ? earlier : merge.merge(earlier, later);
    }

    private @Nullable P node(int level, long index) throws Exception {
        if (level == 0) return at(0, index);
        if (built[level][slot(level, index)] == index) return at(level, index);
        P earlier = node(level - 1, 2 * index);
        P later = node(level - 1, 2 * index + 1);
        P merged = joined(earlier, later);
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
        before.clear();
        behind.clear();
        border = NEVER;
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

    /**
     * What the nodes on one side of the border come to, from the largest down to each level.
     *
     * <p><b>Threading:</b> as the tree.
     */
    private final class Kept {
        private final @Nullable Object[] panes = new Object[levels];
        private final long[] ticks = new long[levels];

        Kept() {
            Arrays.fill(ticks, NEVER);
        }

        boolean isOf(int level, long tick) {
            return ticks[level] == tick;
        }

        @SuppressWarnings("unchecked") // only keep stores
        @Nullable
        P at(int level) {
            return (P) panes[level];
        }

        void keep(int level, long tick, @Nullable P pane) {
            if (pane != null) merge.retain(pane);
            release(panes[level]);
            panes[level] = pane;
            ticks[level] = tick;
        }

        void clear() {
            for (int level = 0; level < levels; level++) keep(level, NEVER, null);
        }
    }
}
