package io.headrace.exec.state;

import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import org.jspecify.annotations.Nullable;

/**
 * One partition of {@code mapWithState} on views: as {@link MapPartition}, without objects. The batch works on copies of the states of the
 * keys that it touches, which are what it changes once all its records are through.
 *
 * <pre>
 *   touched   key ─▶ | flags | state |        flags: EXISTS, WAS_COMMITTED
 *                    0       8
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class FlatMapPartition implements FlatState<Object>, FlatOut<Object>, AutoCloseable {
    private static final long EXISTS = 1;
    private static final long WAS_COMMITTED = 2;
    private static final int STATE = 8;

    /** Of the longest entry, a key may take this part. */
    private static final int KEY_SHARE = 4;

    private final Node node;
    private final Operator.MapFlatState map;
    private final boolean hasTimeout;
    private final int stateBytes;
    private final int mostKeyBytes;
    private final PartitionStates states;
    private final KeyTable touched;
    private final KeyTable.Cursor rows;
    private final ViewShuffle.Visitor recording = this::record;
    private final KeyedStates.Visitor<RuntimeException> timingOut = this::timeout;
    private FlatView stateView;
    private FlatView resultView;
    private @Nullable FlatRecords results;
    private long millis;
    private long at; // the touched state of the call under way

    /**
     * @param states of the same partition
     * @param mostEntryBytes the longest change of state that can be logged
     */
    public FlatMapPartition(Node node, PartitionStates states, MemoryBudget budget, int mostEntryBytes) {
        this.node = node;
        this.states = states;
        map = (Operator.MapFlatState) node.operator();
        hasTimeout = map.timeoutMillis() != Operator.MapWithState.NO_TIMEOUT;
        stateBytes = map.states().layout().fixedLength();
        mostKeyBytes = mostEntryBytes / KEY_SHARE;
        if (stateBytes > mostEntryBytes / 2)
            throw new IllegalArgumentException(node.describe() + ": a state of " + stateBytes + " bytes is longer than "
                    + mostEntryBytes / 2 + "; make blocks larger (headrace.block.bytes)");
        touched = new KeyTable(
                STATE + stateBytes,
                TableOptions.named(node.describe()).withBudget(budget).withTag(MemoryTag.STATE));
        rows = touched.cursor();
        stateView = (FlatView) map.states().create();
        resultView = (FlatView) map.results().create();
    }

    /** Computes the partition of a batch. */
    void compute(ViewShuffle shuffle, int partition, long batchMillis, FlatRecords into) throws Exception {
        touched.clear();
        millis = batchMillis;
        results = into;
        shuffle.take(partition, recording);
        if (hasTimeout) states.committed().forEachIdle(millis - map.timeoutMillis(), timingOut);
        end();
    }

    private void record(long key, int keyLength, Object view) {
        try {
            touch(key, keyLength);
            map.function().call(view, this, this);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, states.keyAt(key, keyLength), e);
        }
        renewViews();
    }

    private void timeout(long key, int keyLength, long state, int length) {
        if (touched.find(key, keyLength) != KeyTable.ABSENT) return; // this batch has data for it
        try {
            touch(key, keyLength);
            RawMemory.putLong(at, WAS_COMMITTED); // it is over, whatever the call does
            stateView.wrap(at + STATE);
            if (map.onTimeout() != null) map.onTimeout().call(stateView, this);
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

    /** The key's copy of its state is what the call works on. */
    private void touch(long key, int keyLength) {
        if (keyLength > mostKeyBytes)
            throw new IllegalStateException("a key takes " + keyLength + " bytes, more than " + mostKeyBytes
                    + "; make blocks larger (headrace.block.bytes), or keys shorter");
        at = touched.upsert(key, keyLength);
        if (at == KeyTable.FULL) throw states.full();
        if (!touched.inserted()) return;
        long before = states.committed().find(key, keyLength);
        if (before == KeyedStates.ABSENT) return;
        if (states.committed().length() != stateBytes)
            throw new CorruptDataException(
                    "its state has " + states.committed().length() + " bytes instead of " + stateBytes);
        RawMemory.copy(before, at + STATE, stateBytes);
        RawMemory.putLong(at, EXISTS | WAS_COMMITTED);
    }

    /** What became of the states is what the batch changes. */
    private void end() {
        rows.rewind();
        while (rows.next()) {
            long state = rows.valueAddress();
            long flags = RawMemory.getLong(state);
            if ((flags & EXISTS) != 0) set(rows.keyAddress(), rows.keyLength(), state + STATE);
            else if ((flags & WAS_COMMITTED) != 0) states.remove(rows.keyAddress(), rows.keyLength());
        }
    }

    /** A key that was touched is stored anew where there is a timeout, with the batch's time. */
    private void set(long key, int keyLength, long state) {
        if (!hasTimeout) {
            long before = states.committed().find(key, keyLength);
            if (before != KeyedStates.ABSENT && RawMemory.equal(before, state, stateBytes)) return;
        }
        states.setBytes(key, keyLength, state, stateBytes);
    }

    @Override
    public boolean exists() {
        return (RawMemory.getLong(current()) & EXISTS) != 0;
    }

    @Override
    public Object get() {
        long flags = RawMemory.getLong(current());
        RawMemory.putLong(at, flags | EXISTS);
        stateView.wrap(at + STATE);
        return stateView;
    }

    @Override
    public void remove() {
        long flags = RawMemory.getLong(current());
        RawMemory.putLong(at, flags & ~EXISTS);
        RawMemory.fill(at + STATE, stateBytes, (byte) 0);
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

    @Override
    public void close() {
        touched.close();
    }
}
