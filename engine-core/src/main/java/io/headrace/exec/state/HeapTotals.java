package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.spill.Meter;
import io.headrace.exec.spill.SpillKeys;
import io.headrace.exec.spill.SpillScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Running totals on the heap, and what the batch under way changes of them: only the keys of the panes that enter and leave are touched. It
 * says when the heap has no more room; then the totals go on as {@link SpilledTotals}.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class HeapTotals implements AutoCloseable {
    /** In place of a total that is dropped. */
    private static final Object DROPPED = new Object();

    /** @param number that it is written under as long as it lives */
    private record Total(long number, Tuple2<?, ?> pair) {}

    private final TotalFunctions functions;
    private final SpillScope scope;
    private final Meter held;
    private final Meter changed;
    private final Map<@Nullable Object, Total> totals = new LinkedHashMap<>();
    private final Map<@Nullable Object, Object> pending = new LinkedHashMap<>(); // pairs, or DROPPED
    private long nextNumber;
    private boolean hasRoom = true;

    /** @param scope which this owns */
    HeapTotals(TotalFunctions functions, SpillScope scope, long nextNumber) {
        this.functions = functions;
        this.scope = scope;
        this.nextNumber = nextNumber;
        held = scope.lastingMeter(Meter.IN_MAP);
        changed = scope.meter(Meter.IN_MAP);
    }

    /** Takes out what leaves the window, and puts in what enters it; false when the heap has no room: then it is to be discarded. */
    boolean slide(PanePart leaving, PanePart entering) throws Exception {
        if (!hasRoom) return false;
        leaving.forEach(this::takeOut);
        entering.forEach(this::putIn);
        if (hasRoom) filter();
        return hasRoom;
    }

    private void takeOut(Tuple2<?, ?> leaving) throws Exception {
        Object key = SpillKeys.inMap(leaving._1());
        Total total = totals.get(key);
        if (total == null || !hasRoom) return; // the filter had dropped it, or it is in vain
        Tuple2<?, ?> before = total.pair;
        set(key, KeyedMerge.pair(before._1(), functions.takeOut(before._1(), before._2(), leaving._2())));
    }

    private void putIn(Tuple2<?, ?> entering) throws Exception {
        if (!hasRoom) return;
        Object key = SpillKeys.inMap(entering._1());
        Total total = totals.get(key);
        Object known = pending.get(key);
        Tuple2<?, ?> before = known instanceof Tuple2<?, ?> changedNow ? changedNow : total == null ? null : total.pair;
        if (before == null) set(key, entering);
        else set(key, KeyedMerge.pair(before._1(), functions.putIn(before._1(), before._2(), entering._2())));
    }

    private void set(@Nullable Object key, Tuple2<?, ?> pair) {
        Object before = pending.put(key, pair);
        if (!(before instanceof Tuple2) && !changed.add(pair)) hasRoom = false;
    }

    /** The totals are those of this window; false when the heap has no room: then it is to be discarded. */
    boolean replace(PanePart window) throws Exception {
        if (!hasRoom) return false;
        totals.keySet().forEach(key -> pending.put(key, DROPPED));
        window.forEach(pair -> {
            if (hasRoom) set(SpillKeys.inMap(pair._1()), pair);
        });
        if (hasRoom) filter();
        return hasRoom;
    }

    private void filter() throws Exception {
        for (Map.Entry<@Nullable Object, Object> entry : pending.entrySet()) {
            if (entry.getValue() instanceof Tuple2<?, ?> pair && !functions.isKept(pair)) entry.setValue(DROPPED);
        }
    }

    long size() {
        return totals.size();
    }

    long nextNumber() {
        return nextNumber;
    }

    /** Shows the totals with what the batch under way changes. */
    void forEach(PanePart.Visitor visitor) throws Exception {
        for (Map.Entry<@Nullable Object, Total> entry : totals.entrySet()) {
            Object news = pending.get(entry.getKey());
            if (news == null) visitor.pair(entry.getValue().pair);
            else if (news instanceof Tuple2<?, ?> pair) visitor.pair(pair);
        }
        for (Map.Entry<@Nullable Object, Object> entry : pending.entrySet()) {
            if (entry.getValue() instanceof Tuple2<?, ?> pair && !totals.containsKey(entry.getKey()))
                visitor.pair(pair);
        }
    }

    /** Shows what the batch under way changes: the pairs that it sets, and the keys that it drops. */
    void changes(RunningTotals.ChangeVisitor set, RunningTotals.ChangeVisitor dropped) throws InterruptedException {
        long fresh = nextNumber;
        for (Map.Entry<@Nullable Object, Object> entry : pending.entrySet()) {
            Total before = totals.get(entry.getKey());
            if (entry.getValue() instanceof Tuple2<?, ?> pair)
                set.change(before == null ? fresh++ : before.number, pair);
            else if (before != null) dropped.change(before.number, before.pair._1());
        }
    }

    /** Gives new totals the numbers that {@link #changes} showed. */
    void accept() {
        pending.forEach((key, news) -> {
            Total before = totals.get(key);
            if (news instanceof Tuple2<?, ?> pair) put(key, before == null ? nextNumber++ : before.number, pair);
            else if (before != null) remove(key);
        });
        discard();
    }

    /** Forgets what the batch under way changes. */
    void discard() {
        pending.clear();
        changed.close();
    }

    private void put(@Nullable Object key, long number, Tuple2<?, ?> pair) {
        if (totals.put(key, new Total(number, pair)) == null && !held.add(pair)) hasRoom = false;
    }

    private void remove(@Nullable Object key) {
        if (totals.remove(key) != null) held.remove();
    }

    /** Sets a total that was stored; false when the heap has no more room. */
    boolean restore(long number, Tuple2<?, ?> pair) {
        put(SpillKeys.inMap(pair._1()), number, pair);
        nextNumber = Math.max(nextNumber, number + 1);
        return hasRoom;
    }

    void restoreDropped(@Nullable Object key) {
        remove(SpillKeys.inMap(key));
    }

    /** The totals under their numbers, without what the batch under way changes. */
    void copyTo(TotalRows rows) {
        for (Total total : totals.values()) rows.add(total.number, total.pair);
    }

    @Override
    public void close() {
        scope.close();
    }
}
