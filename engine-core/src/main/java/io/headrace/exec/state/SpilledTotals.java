package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.spill.GroupSpill;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.SortSpill;
import io.headrace.exec.spill.SpillScope;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Running totals that have outgrown the heap. They lie in the order of their numbers; a batch brings each key's total together with what
 * enters and leaves, on the disk, and writes all of them anew:
 *
 * <pre>
 *   totals, entering, leaving ─▶ grouped by key ─▶ totals of the next window, and the changes
 * </pre>
 *
 * That costs as much as showing them all, which every window does.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SpilledTotals implements AutoCloseable {
    /** In place of the number of a total that is dropped. */
    static final long DROPPED = -1;

    private static final int TOTALS = 0;
    private static final int ENTERING = 1; // before what leaves: new keys come in its order
    private static final int LEAVING = 2;

    private final TotalFunctions functions;
    private final Holding holding;
    private TotalRows totals;
    private long nextNumber;
    private @Nullable Pending pending;

    /** What the batch under way makes of them. */
    private static final class Pending implements AutoCloseable {
        final TotalRows totals;
        final TotalRows set;
        final TotalRows dropped;
        long nextNumber;

        Pending(Holding holding, long nextNumber) {
            totals = new TotalRows(holding);
            set = new TotalRows(holding);
            dropped = new TotalRows(holding);
            this.nextNumber = nextNumber;
        }

        @Override
        public void close() {
            totals.close();
            set.close();
            dropped.close();
        }
    }

    /** @param totals which this owns, in the order of their numbers */
    SpilledTotals(TotalFunctions functions, Holding holding, TotalRows totals, long nextNumber) {
        this.functions = functions;
        this.holding = holding;
        this.totals = totals.seal();
        this.nextNumber = nextNumber;
    }

    /** Moves on to the next window; without what leaves, what enters is all of it. */
    void change(@Nullable PanePart leaving, PanePart entering) throws Exception {
        discard();
        Pending next = new Pending(holding, nextNumber);
        pending = next;
        try (SpillScope scope = holding.space().newScope()) {
            GroupSpill byKey = new GroupSpill(scope, holding.name(), null, new int[] {TOTALS, ENTERING, LEAVING}, 1);
            GroupSpill.Source before = byKey.source(TOTALS);
            totals.forEach((number, pair) -> before.add(KeyedMerge.pair(pair._1(), numbered(number, pair)), 0));
            before.flush();
            addAll(entering, byKey.source(ENTERING));
            if (leaving != null) addAll(leaving, byKey.source(LEAVING));
            byKey.finish(0);
            byKey.push(0, group -> change(next, PanePart.pair(group), leaving == null));
        }
        next.totals.seal();
        next.set.seal();
        next.dropped.seal();
    }

    private static Tuple2<Long, Tuple2<?, ?>> numbered(long number, Tuple2<?, ?> pair) {
        return new Tuple2<>(number, pair);
    }

    private static void addAll(PanePart part, GroupSpill.Source source) throws Exception {
        part.forEach(pair -> source.add(pair, 0));
        source.flush();
    }

    private void change(Pending next, Tuple2<?, ?> group, boolean isReplaced) throws Exception {
        List<?> total = list(group, TOTALS);
        List<?> entering = list(group, ENTERING);
        List<?> leaving = list(group, LEAVING);
        if (total.isEmpty() && entering.isEmpty()) return; // it leaves, and the filter had dropped it
        Tuple2<?, ?> before = total.isEmpty() ? null : PanePart.pair(total.get(0));
        boolean isTouched = isReplaced || !entering.isEmpty() || !leaving.isEmpty();
        if (before != null && !isTouched) {
            next.totals.add(TotalRows.numberOf(before), PanePart.pair(before._2()));
            return;
        }
        Tuple2<?, ?> after = isReplaced ? only(group._1(), entering) : changed(group._1(), before, entering, leaving);
        if (after == null || !functions.isKept(after)) {
            if (before != null) next.dropped.add(TotalRows.numberOf(before), PanePart.pair(before._2()));
            return;
        }
        long number = before == null ? next.nextNumber++ : TotalRows.numberOf(before);
        next.totals.add(number, after);
        next.set.add(number, after);
    }

    private static List<?> list(Tuple2<?, ?> group, int which) {
        if (group._2() instanceof List<?> lists && lists.get(which) instanceof List<?> list) return list;
        throw new IllegalStateException("a group without lists");
    }

    private static @Nullable Tuple2<?, ?> only(@Nullable Object key, List<?> entering) {
        return entering.isEmpty() ? null : KeyedMerge.pair(key, entering.get(0));
    }

    private Tuple2<?, ?> changed(@Nullable Object key, @Nullable Tuple2<?, ?> before, List<?> entering, List<?> leaving)
            throws Exception {
        if (before == null) return KeyedMerge.pair(key, entering.get(0));
        Object value = PanePart.pair(before._2())._2();
        if (!leaving.isEmpty()) value = functions.takeOut(key, value, leaving.get(0));
        if (!entering.isEmpty()) value = functions.putIn(key, value, entering.get(0));
        return KeyedMerge.pair(key, value);
    }

    long size() {
        return totals.size();
    }

    long nextNumber() {
        return nextNumber;
    }

    /** Shows the totals with what the batch under way changes. */
    void forEach(PanePart.Visitor visitor) throws Exception {
        TotalRows now = pending == null ? totals : pending.totals;
        now.forEach((number, pair) -> visitor.pair(pair));
    }

    /** Shows what the batch under way changes: the pairs that it sets, and the keys that it drops. */
    void changes(RunningTotals.ChangeVisitor set, RunningTotals.ChangeVisitor dropped) throws Exception {
        Pending news = pending;
        if (news == null) return;
        news.set.forEach(set::change);
        news.dropped.forEach((number, pair) -> dropped.change(number, pair._1()));
    }

    void accept() {
        Pending news = pending;
        if (news == null) return;
        pending = null;
        totals.close();
        totals = news.totals;
        nextNumber = news.nextNumber;
        news.set.close();
        news.dropped.close();
    }

    void discard() {
        if (pending != null) pending.close();
        pending = null;
    }

    /** Whether they fit on the heap again. */
    boolean isOnHeap() {
        return totals.isOnHeap();
    }

    /** Shows the totals under their numbers, without what the batch under way changes. */
    void copyTo(HeapTotals target) {
        totals.copyTo(target);
    }

    @Override
    public void close() {
        discard();
        totals.close();
    }

    /** Of many changes of totals the last one of each key counts: what is left, in the order of the numbers. */
    static TotalRows latest(TotalRows changes, Holding holding) throws Exception {
        TotalRows latest = new TotalRows(holding);
        try (SpillScope scope = holding.space().newScope()) {
            GroupSpill byKey = new GroupSpill(scope, holding.name(), null, new int[] {0}, 1);
            GroupSpill.Source all = byKey.source(0);
            changes.forEach((number, pair) -> all.add(KeyedMerge.pair(pair._1(), numbered(number, pair)), 0));
            all.flush();
            byKey.finish(0);
            SortSpill byNumber = new SortSpill(scope, holding.name(), Comparator.comparingLong(SpilledTotals::number));
            SortSpill.Source left = byNumber.source(0);
            byKey.push(0, group -> {
                Object last = null;
                if (PanePart.pair(group)._2() instanceof List<?> list) for (Object one : list) last = one;
                if (number(last) != DROPPED) left.add(last);
            });
            left.flush();
            byNumber.ranges(1)
                    .get(0)
                    .push(row -> latest.add(
                            number(row), PanePart.pair(PanePart.pair(row)._2())));
        }
        return latest;
    }

    private static long number(@Nullable Object row) {
        return TotalRows.numberOf(PanePart.pair(row));
    }
}
