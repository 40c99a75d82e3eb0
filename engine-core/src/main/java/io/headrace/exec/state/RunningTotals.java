package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The running totals of one partition of a window, the panes that will leave it, and what the batch under way changes.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class RunningTotals {
    /** In place of a total that is dropped. */
    private static final Object DROPPED = new Object();

    /** Sees one change, under the total's number. */
    @FunctionalInterface
    interface ChangeVisitor {
        void change(long number, @Nullable Object row) throws InterruptedException;
    }

    /** @param number that it is written under as long as it lives */
    private record Total(long number, @Nullable Object value) {}

    private final Node node;
    private final KeyedMerge merge;
    private final Function2<Object, Object, Object> inverse;
    private final @Nullable Function<Object, Boolean> keep;
    private final int windowTicks;
    private final PaneTree<Map<@Nullable Object, @Nullable Object>> panes;
    private final Map<@Nullable Object, Total> totals = new LinkedHashMap<>();
    private final Map<@Nullable Object, @Nullable Object> pending = new LinkedHashMap<>();
    private long nextNumber;

    RunningTotals(Node node, int windowTicks, int slideTicks) {
        Operator.CombineWindow window = (Operator.CombineWindow) node.operator();
        this.node = node;
        this.windowTicks = windowTicks;
        merge = new KeyedMerge(node, window.combine().merge());
        inverse = Objects.requireNonNull(window.inverse());
        keep = window.keep();
        panes = new PaneTree<>(windowTicks + slideTicks, merge::both);
    }

    /** Moves on from the window that ended at {@code last} to the one that ends with this tick. */
    void slide(long tick, long last, Map<@Nullable Object, @Nullable Object> newest) throws Exception {
        Map<@Nullable Object, @Nullable Object> leaving =
                merged(last - windowTicks + 1, Math.min(last, tick - windowTicks));
        Map<@Nullable Object, @Nullable Object> entering = merged(Math.max(last + 1, tick - windowTicks + 1), tick - 1);
        merge.into(entering, newest);
        for (Map.Entry<@Nullable Object, @Nullable Object> entry : leaving.entrySet()) {
            Object key = entry.getKey();
            Total total = totals.get(key);
            if (total == null) continue; // the filter had dropped it
            set(key, takeOut(key, total.value, entry.getValue()));
        }
        for (Map.Entry<@Nullable Object, @Nullable Object> entry : entering.entrySet()) {
            Object key = entry.getKey();
            Total total = totals.get(key);
            boolean isThere = pending.containsKey(key) || total != null;
            Object before = pending.containsKey(key) || total == null ? pending.get(key) : total.value;
            set(key, isThere ? merge.merge(key, before, entry.getValue()) : entry.getValue());
        }
        filter();
    }

    /** The window that ends with this tick, computed from its panes: after ticks that were skipped. */
    void recompute(long tick, Map<@Nullable Object, @Nullable Object> newest) throws Exception {
        Map<@Nullable Object, @Nullable Object> window = merged(tick - windowTicks + 1, tick - 1);
        merge.into(window, newest);
        totals.keySet().forEach(key -> pending.put(key, DROPPED));
        pending.putAll(window);
        filter();
    }

    private Map<@Nullable Object, @Nullable Object> merged(long from, long to) throws Exception {
        Map<@Nullable Object, @Nullable Object> merged = new LinkedHashMap<>();
        panes.query(from, to, pane -> merge.into(merged, pane));
        return merged;
    }

    private void set(@Nullable Object key, @Nullable Object total) {
        pending.put(key, total);
    }

    @SuppressWarnings("NullAway") // totals are null where the user's functions make them so
    private @Nullable Object takeOut(@Nullable Object key, @Nullable Object total, @Nullable Object leaving)
            throws Exception {
        try {
            return inverse.call(total, leaving);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    private void filter() throws Exception {
        if (keep == null) return;
        for (Map.Entry<@Nullable Object, @Nullable Object> entry : pending.entrySet()) {
            if (entry.getValue() == DROPPED) continue;
            if (!isKept(keep, entry.getKey(), entry.getValue())) entry.setValue(DROPPED);
        }
    }

    @SuppressWarnings("NullAway") // it does not see that the halves of a pair may be null
    private boolean isKept(Function<Object, Boolean> filter, @Nullable Object key, @Nullable Object total)
            throws Exception {
        try {
            return filter.call(new Tuple2<>(key, total));
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    /** How many keys have a total. */
    int size() {
        return totals.size();
    }

    /** Shows the totals with what the batch under way changes. */
    void forEach(BiConsumer<@Nullable Object, @Nullable Object> visitor) {
        totals.forEach((key, total) -> {
            if (!pending.containsKey(key)) visitor.accept(key, total.value);
            else if (pending.get(key) != DROPPED) visitor.accept(key, pending.get(key));
        });
        pending.forEach((key, total) -> {
            if (total != DROPPED && !totals.containsKey(key)) visitor.accept(key, total);
        });
    }

    /** Shows what the batch under way changes: the pairs that it sets, and the keys that it drops. */
    void changes(ChangeVisitor set, ChangeVisitor dropped) throws InterruptedException {
        long fresh = nextNumber;
        for (Map.Entry<@Nullable Object, @Nullable Object> entry : pending.entrySet()) {
            Object key = entry.getKey();
            Total before = totals.get(key);
            if (entry.getValue() != DROPPED)
                set.change(before == null ? fresh++ : before.number, new Tuple2<>(key, entry.getValue()));
            else if (before != null) dropped.change(before.number, key);
        }
    }

    /** Gives new totals the numbers that {@link #changes} showed. */
    void accept(long tick, Map<@Nullable Object, @Nullable Object> pane) {
        pending.forEach((key, value) -> {
            Total before = totals.get(key);
            if (value == DROPPED) totals.remove(key);
            else totals.put(key, new Total(before == null ? nextNumber++ : before.number, value));
        });
        pending.clear();
        panes.put(tick, pane.isEmpty() ? null : pane);
    }

    void discard() {
        pending.clear();
    }

    void restore(long number, @Nullable Object key, @Nullable Object total) {
        totals.put(key, new Total(number, total));
        nextNumber = Math.max(nextNumber, number + 1);
    }

    void restoreDropped(@Nullable Object key) {
        totals.remove(key);
    }
}
