package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.ViewToLong;
import io.headrace.function.ViewToText;
import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.plan.Node;
import io.headrace.plan.ViewKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeyedShuffle} for views: deals copies of their records to partitions by key and leaves them in their order: those of the first
 * block, then those of the second, and so on, whoever computed which.
 *
 * <p><b>Threading:</b> {@link #run} by the thread of the jobs, in parallel inside; then a partition by one worker at a time.
 */
public final class ViewShuffle implements AutoCloseable {
    /** Sees a key and a view of its record. */
    interface Visitor {
        /** These keys come next. */
        void approach(KeysAhead keys);

        void visit(long key, int keyLength, long hash, Object view) throws Exception;
    }

    private final Node node;
    private final ParentRows parent;
    private final Dealer[] dealers;
    private final ShownView[] shown; // by partition
    private final KeysAhead[] ahead;
    private final MemoryBudget budget;
    private final List<DealtViews> dealt = new ArrayList<>();
    private int blocks;

    /**
     * @param node whose name is in errors
     * @param placers one for each worker, which this owns
     */
    public ViewShuffle(Node node, ViewKey<?, ?> key, ParentRows parent, KeyPlacer[] placers, MemoryBudget budget) {
        this.node = node;
        this.parent = parent;
        this.budget = budget;
        dealers = new Dealer[placers.length];
        for (int i = 0; i < dealers.length; i++) dealers[i] = new Dealer(key, placers[i]);
        shown = new ShownView[placers[0].partitions()];
        ahead = new KeysAhead[shown.length];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = new ShownView();
            ahead[i] = new KeysAhead();
        }
    }

    /** Computes and deals the batch's records; none where the parent has no dataset. */
    void run(BatchScope scope) throws Exception {
        Dataset root = parent.root(scope);
        blocks = root == null ? 0 : root.partitions();
        while (dealt.size() < blocks) dealt.add(new DealtViews(shown.length, budget));
        if (root != null) scope.tasks().run(parent.tasks(scope, root, this::sink));
    }

    private Sink sink(int block, Worker worker) {
        DealtViews into = dealt.get(block);
        into.clear();
        return dealers[worker.index()].aim(into);
    }

    /** Shows the records of a partition. */
    void take(int partition, Visitor visitor) throws Exception {
        for (int block = 0; block < blocks; block++) take(dealt.get(block), partition, visitor);
    }

    private void take(DealtViews from, int partition, Visitor visitor) throws Exception {
        ShownView view = shown[partition];
        KeysAhead keys = ahead[partition];
        int next = from.first(partition);
        while (next != DealtViews.NONE) {
            keys.clear();
            for (; next != DealtViews.NONE && !keys.isFull(); next = from.next(next))
                keys.add(next, Hash.of(from.key(next), from.keyLength(next), Hash.PROBE_SEED), KeyedStates.UNKNOWN);
            visitor.approach(keys);
            for (int i = 0; i < keys.count(); i++) {
                int entry = (int) keys.place(i);
                Object aimed = view.aim(from.kind(entry), from.record(entry), from.recordLength(entry));
                visitor.visit(from.key(entry), from.keyLength(entry), keys.hash(i), aimed);
                view.expire();
            }
        }
    }

    @Override
    public void close() {
        for (DealtViews views : dealt) views.close();
        for (Dealer dealer : dealers) dealer.close();
    }

    /**
     * The end of a pass: finds a view's key and copies both.
     *
     * <p><b>Threading:</b> one worker's.
     */
    private final class Dealer implements Sink, AutoCloseable {
        private final @Nullable ViewToText<Object> textOf;
        private final @Nullable ViewToLong<Object> longOf;
        private final KeyPlacer placer;
        private final long longKey = NativeMemory.allocate(Long.BYTES, MemoryTag.STATE);
        private @Nullable DealtViews into;

        @SuppressWarnings("unchecked") // the API has checked the types of views
        Dealer(ViewKey<?, ?> key, KeyPlacer placer) {
            this.placer = placer;
            textOf = key instanceof ViewKey.Text<?> ? ((ViewKey.Text<Object>) key).of() : null;
            longOf = key instanceof ViewKey.OfLong<?> ? ((ViewKey.OfLong<Object>) key).of() : null;
        }

        Dealer aim(DealtViews wanted) {
            into = wanted;
            return this;
        }

        @Override
        public void accept(@Nullable Object row) {
            try {
                deal(row);
            } catch (Throwable t) {
                throw OperatorFailedException.of(node, t);
            }
        }

        private void deal(@Nullable Object row) throws Exception {
            if (row instanceof FlatView flat) deal(flat, flat.recordAddress(), flat.recordLength());
            else if (row instanceof Utf8View text) deal(text, text.address(), text.length());
            else
                throw new IllegalArgumentException(
                        "a record of it is "
                                + (row == null ? "null" : row.getClass().getName())
                                + ", which cannot be copied: push flat records or texts, or use map(…) and mapWithState of pairs");
        }

        /** The record first: the function of the key may aim the same view elsewhere. */
        private void deal(Object view, long record, int length) throws Exception {
            if (textOf != null) {
                Utf8View key = textOf.apply(view);
                int partition = placer.partitionOfText(key.address(), key.length());
                put(partition, key.address(), key.length(), view, record, length);
            } else if (longOf != null) {
                long key = longOf.applyAsLong(view);
                RawMemory.putLong(longKey, key);
                put(placer.partitionOfLong(key), longKey, Long.BYTES, view, record, length);
            }
        }

        private void put(int partition, long key, int keyLength, Object view, long record, int length) {
            if (into != null && into.add(partition, key, keyLength, view, record, length)) return;
            throw new IllegalStateException(
                    "there is no memory in the budget for a copy of the batch's records: " + budget
                            + "; raise headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process), or make the"
                            + " batch interval shorter");
        }

        @Override
        public void close() {
            NativeMemory.free(longKey, Long.BYTES, MemoryTag.STATE);
            placer.close();
        }
    }
}
