package io.headrace.exec.state;

import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import org.jspecify.annotations.Nullable;

/**
 * One partition of {@code mapWithState} on views: as {@link MapPartition}, without objects. The batch works on copies of the states of the
 * keys that it touches, where they lie among the changes of the batch: nothing is looked up or copied again when all its records are through.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class FlatMapPartition implements FlatState<Object>, FlatOut<Object> {
    /** Of the longest entry, a key may take this part. */
    private static final int KEY_SHARE = 4;

    private final Node node;
    private final Operator.MapFlatState map;
    private final boolean hasTimeout;
    private final int stateBytes;
    private final int mostKeyBytes;
    private final PartitionStates states;
    private final ViewShuffle.Visitor recording = new Recording();
    private final KeyedStates.EntryVisitor<RuntimeException> timingOut = this::timeout;
    private FlatView stateView;
    private FlatView resultView;
    private @Nullable FlatRecords results;
    private long millis;
    private long at; // the batch's copy of the state of the call under way

    /**
     * @param states of the same partition
     * @param mostEntryBytes the longest change of state that can be logged
     */
    public FlatMapPartition(Node node, PartitionStates states, int mostEntryBytes) {
        this.node = node;
        this.states = states;
        map = (Operator.MapFlatState) node.operator();
        hasTimeout = map.timeoutMillis() != Operator.MapWithState.NO_TIMEOUT;
        stateBytes = map.states().layout().fixedLength();
        mostKeyBytes = mostEntryBytes / KEY_SHARE;
        if (stateBytes > mostEntryBytes / 2)
            throw new IllegalArgumentException(node.describe() + ": a state of " + stateBytes + " bytes is longer than "
                    + mostEntryBytes / 2 + "; make blocks larger (headrace.block.bytes)");
        stateView = (FlatView) map.states().create();
        resultView = (FlatView) map.results().create();
    }

    /** Computes the partition of a batch. */
    void compute(ViewShuffle shuffle, int partition, long batchMillis, FlatRecords into) throws Exception {
        millis = batchMillis;
        results = into;
        shuffle.take(partition, recording);
        if (hasTimeout) states.committed().forEachIdle(millis - map.timeoutMillis(), timingOut);
        else states.leaveUnchanged(); // where there is a timeout, a key that was touched is stored anew, with the
        // batch's time
    }

    private void record(long key, int keyLength, long hash, Object view) {
        try {
            touch(key, keyLength, hash);
            map.function().call(view, this, this);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, states.keyAt(key, keyLength), e);
        }
        renewViews();
    }

    private void timeout(long key, int keyLength, long hash, long entry, long state, int length) {
        try {
            at = states.retire(key, keyLength, hash, entry, state, length, stateBytes);
            if (at == PendingStates.NO_STATE) return; // this batch has data for it
            if (map.onTimeout() != null) {
                stateView.wrap(at);
                map.onTimeout().call(stateView, this);
            }
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, states.keyAt(key, keyLength), e);
        }
        renewViews();
    }

    private void renewViews() {
        at = 0;
        if (!ViewPoison.ON) return;
        stateView.expire();
        resultView.expire();
        stateView = (FlatView) map.states().create();
        resultView = (FlatView) map.results().create();
    }

    private void touch(long key, int keyLength, long hash) {
        if (keyLength > mostKeyBytes)
            throw new IllegalStateException("a key takes " + keyLength + " bytes, more than " + mostKeyBytes
                    + "; make blocks larger (headrace.block.bytes), or keys shorter");
        at = states.touch(key, keyLength, hash, stateBytes);
    }

    @Override
    public boolean exists() {
        return states.exists(current());
    }

    @Override
    public Object get() {
        states.keep(current());
        stateView.wrap(at);
        return stateView;
    }

    @Override
    public void remove() {
        states.forget(current());
        RawMemory.fill(at, stateBytes, (byte) 0);
    }

    private long current() {
        if (at == 0)
            throw new IllegalStateException(node.describe()
                    + ": a state was used after the call that it was given to; use it inside that call");
        return at;
    }

    @Override
    public long batchMillis() {
        return millis;
    }

    @Override
    public Object add() {
        if (results == null || at == 0)
            throw new IllegalStateException(node.describe()
                    + ": a result was added after the call that its outlet was given to; add it inside that call");
        long record = results.add();
        if (record == FlatRecords.FULL)
            throw new IllegalStateException("there is no memory in the budget for another result of the batch; raise"
                    + " headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process)");
        resultView.wrap(record);
        return resultView;
    }

    /** The records of the batch. */
    private final class Recording implements ViewShuffle.Visitor {
        @Override
        public void approach(KeysAhead keys) {
            states.committed().approach(keys);
        }

        @Override
        public void visit(long key, int keyLength, long hash, Object view) {
            record(key, keyLength, hash, view);
        }
    }
}
