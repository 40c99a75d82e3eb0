package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.Node;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The states of one partition's keys, off the heap: those that are committed, and what the batch under way makes of them.
 *
 * <p>States that remember when they were touched have that time in front of them, in what is pending and in what is written down:
 *
 * <pre>
 *          +------------------+-------+
 *   state  | touched, millis  | bytes |
 *          +------------------+-------+
 *          0                  8
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class PartitionStates implements AutoCloseable {
    /** Of the longest entry, a key may take this part, a state that. */
    private static final int KEY_SHARE = 4;

    private static final int STATE_SHARE = 2;

    private final Node node;
    private final StateCodecs codecs;
    private final KeyGroups groups;
    private final int timeBytes;
    private final KeyedStates committed;
    private final PendingStates pending;
    private final PendingStates.Visitor<RuntimeException> applying = this::apply;
    private final Scratch keyScratch;
    private final Scratch stateScratch;
    private long batchMillis;
    private boolean writesAll;

    /**
     * @param committed which this owns
     * @param isTimed whether states remember when they were touched
     * @param mostEntryBytes the longest change of state that can be logged
     */
    public PartitionStates(
            Node node,
            StateCodecs codecs,
            KeyGroups groups,
            MemoryBudget budget,
            KeyedStates committed,
            boolean isTimed,
            int mostEntryBytes) {
        this.node = node;
        this.codecs = codecs;
        this.groups = groups;
        this.committed = committed;
        timeBytes = isTimed ? Long.BYTES : 0;
        pending = new PendingStates(node.describe(), budget);
        keyScratch = new Scratch(mostEntryBytes / KEY_SHARE, node.describe());
        stateScratch = new Scratch(mostEntryBytes / STATE_SHARE, node.describe());
    }

    /**
     * Tables in memory, and a store for what is cold.
     *
     * @param mostBytes in memory, about
     */
    public static KeyedStates tables(Node node, MemoryBudget budget, StateHome home, long mostBytes) {
        return new FlatStates(node.describe(), budget, new ColdStates(home), mostBytes);
    }

    StateCodecs codecs() {
        return codecs;
    }

    /** What is committed; it is not changed before {@link #accept}. */
    KeyedStates committed() {
        return committed;
    }

    /** A batch of this time begins. */
    void batch(long millis) {
        batchMillis = millis;
    }

    /** Takes over those of the initial states that belong here, before the first batch. They are not in the log yet. */
    void begin(List<Object> initial, Predicate<@Nullable Object> isOurs) {
        for (Object row : initial) {
            if (!(row instanceof Tuple2<?, ?> pair))
                throw new IllegalArgumentException(
                        node.describe() + " has an initial state of " + row + ", not a pair");
            if (!isOurs.test(pair._1())) continue;
            int keyLength = encodeKey(pair._1());
            int length = stateScratch.encode(codecs.state(), pair._2());
            putCommitted(keyScratch.address(), keyLength, stateScratch.address(), length, batchMillis);
            writesAll = true;
        }
    }

    /** Encodes a key at {@link #key} and returns its length. */
    int encodeKey(@Nullable Object key) {
        codecs.checkKey(key, node);
        try {
            return keyScratch.encode(codecs.key(), key);
        } catch (RuntimeException e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    /** Where the key lies that was encoded last. */
    long key() {
        return keyScratch.address();
    }

    /** The key's next state, unless it is the one that it has. */
    void set(long key, int keyLength, @Nullable Object state) {
        int length = encodeState(key, keyLength, state);
        if (timeBytes == 0 && isCommitted(key, keyLength, length)) return;
        setBytes(key, keyLength, stateScratch.address(), length);
    }

    private int encodeState(long key, int keyLength, @Nullable Object state) {
        try {
            return stateScratch.encode(codecs.state(), state);
        } catch (RuntimeException e) {
            throw OperatorFailedException.ofKey(node, keyAt(key, keyLength), e);
        }
    }

    private boolean isCommitted(long key, int keyLength, int length) {
        long before = committed.find(key, keyLength);
        return before != KeyedStates.ABSENT
                && committed.length() == length
                && RawMemory.equal(stateScratch.address(), before, length);
    }

    /** The key's next state, touched by this batch. */
    void setBytes(long key, int keyLength, long state, int length) {
        long at = pending.reserve(key, keyLength, timeBytes + length);
        if (at == PendingStates.FULL) throw full();
        if (timeBytes > 0) RawMemory.putLong(at, batchMillis);
        RawMemory.copy(state, at + timeBytes, length);
    }

    /** The key will have no state. */
    void remove(long key, int keyLength) {
        if (!pending.remove(key, keyLength)) throw full();
    }

    /** Whether the batch has changed the key's state so far. */
    boolean isPending(long key, int keyLength) {
        return pending.find(key, keyLength) != PendingStates.UNCHANGED;
    }

    /** Shows every key and its state, as they are when the batch is accepted. */
    <E extends Exception> void forEachNext(KeyedStates.Visitor<E> visitor) throws E {
        KeyedStates.Visitor<E> unchanged = (key, keyLength, state, length) -> {
            if (!isPending(key, keyLength)) visitor.visit(key, keyLength, state, length);
        };
        committed.forEach(unchanged);
        PendingStates.Visitor<E> changed = (key, keyLength, state, length) -> {
            if (PendingStates.isSet(state)) visitor.visit(key, keyLength, state + timeBytes, length - timeBytes);
        };
        pending.forEach(changed);
    }

    /** A visitor that is shown pairs of objects. */
    KeyedStates.Visitor<RuntimeException> pairsTo(Consumer<@Nullable Object> visitor) {
        return (key, keyLength, state, length) -> visitor.accept(pairOf(key, keyLength, state, length));
    }

    @SuppressWarnings("NullAway") // keys may be null, and it does not see that pairs take them
    private Tuple2<@Nullable Object, @Nullable Object> pairOf(long key, int keyLength, long state, int length) {
        return new Tuple2<>(keyAt(key, keyLength), stateAt(state, length));
    }

    @Nullable
    Object keyAt(long key, int keyLength) {
        return codecs.key().decode(key, keyLength);
    }

    @Nullable
    Object stateAt(long state, int length) {
        return codecs.state().decode(state, length);
    }

    void writeDelta(StateDelta delta) throws InterruptedException {
        pending.forEach(
                (key, keyLength, state, length) -> PendingStates.write(delta, groups, key, keyLength, state, length));
        if (writesAll) writeBegin(delta);
    }

    /** Initial states that the first batch has left as they are. */
    private void writeBegin(StateDelta delta) throws InterruptedException {
        committed.forEach((key, keyLength, state, length) -> {
            if (isPending(key, keyLength)) return;
            if (timeBytes == 0) {
                PendingStates.write(delta, groups, key, keyLength, state, length);
                return;
            }
            stateScratch.room(timeBytes + length);
            RawMemory.putLong(stateScratch.address(), batchMillis);
            RawMemory.copy(state, stateScratch.address() + timeBytes, length);
            PendingStates.write(delta, groups, key, keyLength, stateScratch.address(), timeBytes + length);
        });
    }

    void accept() {
        pending.forEach(applying);
        pending.clear();
        writesAll = false;
    }

    private void apply(long key, int keyLength, long state, int length) {
        if (!PendingStates.isSet(state)) {
            committed.remove(key, keyLength);
            return;
        }
        if (length < timeBytes)
            throw new CorruptDataException(node.describe() + ": a state of " + length + " bytes has no time");
        long touched = timeBytes == 0 ? batchMillis : RawMemory.getLong(state);
        putCommitted(key, keyLength, state + timeBytes, length - timeBytes, touched);
    }

    private void putCommitted(long key, int keyLength, long state, int length, long touched) {
        if (!committed.put(key, keyLength, state, length, touched)) throw full();
    }

    void discard() {
        pending.clear();
    }

    StateForm form() {
        String value = timeBytes == 0 ? codecs.stateId() : "touched:1," + codecs.stateId();
        return StateForm.keyed(
                (byte) PendingStates.SET,
                (byte) PendingStates.REMOVED,
                codecs.key().id(),
                value);
    }

    /** The key of an entry that {@link #writeDelta} wrote. */
    @Nullable
    Object keyOf(byte kind, long address, int length) {
        return keyAt(PendingStates.keyIn(address), pending.keyLengthIn(kind, address, length));
    }

    void restore(byte kind, long address, int length) {
        int keyLength = pending.keyLengthIn(kind, address, length);
        long key = PendingStates.keyIn(address);
        long state = kind == PendingStates.SET ? key + keyLength : PendingStates.NO_STATE;
        apply(key, keyLength, state, length - (int) (key - address) - keyLength);
    }

    IllegalStateException full() {
        return new IllegalStateException(
                node.describe() + " has no memory in the budget for another state of a partition with "
                        + committed.describe()
                        + "; raise headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process), or remove"
                        + " keys");
    }

    @Override
    public void close() {
        committed.close();
        pending.close();
        keyScratch.close();
        stateScratch.close();
    }
}
