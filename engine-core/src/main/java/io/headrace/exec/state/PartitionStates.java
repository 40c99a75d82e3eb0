package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.Hash;
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
    private final KeysAhead ahead = new KeysAhead();
    private final StatesAhead restored = new StatesAhead();
    private final Scratch keyScratch;
    private final Scratch stateScratch;
    private long batchMillis;
    private long movesBefore; // of the committed states, when the batch began
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
     * @param timesOut whether keys time out
     */
    public static KeyedStates tables(Node node, MemoryBudget budget, StateHome home, long mostBytes, boolean timesOut) {
        return new FlatStates(node.describe(), budget, new ColdStates(home), mostBytes, timesOut);
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
        movesBefore = committed.moves();
        pending.clear();
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
            if (!committed.put(keyScratch.address(), keyLength, stateScratch.address(), length, batchMillis))
                throw full();
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
        long at = reserve(key, keyLength, hash(key, keyLength), length);
        PendingStates.change(at, PendingStates.SET, KeyedStates.UNKNOWN);
        if (timeBytes > 0) RawMemory.putLong(at, batchMillis);
        RawMemory.copyApart(state, at + timeBytes, length);
    }

    /** The key will have no state. */
    void remove(long key, int keyLength) {
        long at = reserve(key, keyLength, hash(key, keyLength), 0);
        PendingStates.change(at, PendingStates.REMOVED, KeyedStates.UNKNOWN);
    }

    private long reserve(long key, int keyLength, long hash, int length) {
        long at = pending.reserve(key, keyLength, hash, timeBytes + length);
        if (at == PendingStates.FULL) throw full();
        return at;
    }

    private static long hash(long key, int keyLength) {
        return Hash.of(key, keyLength, Hash.PROBE_SEED);
    }

    /**
     * Where the batch's own copy of a key's state lies, which is the key's next state, as it is when the batch is over; zeros where it has none. All
     * states are of one length. It stays there until the batch is over, and is what the four methods behind this are about.
     */
    long touch(long key, int keyLength, long hash, int length) {
        long at = reserve(key, keyLength, hash, length);
        if (pending.isNew()) load(at, key, keyLength, hash, length);
        return at + timeBytes;
    }

    private void load(long at, long key, int keyLength, long hash, int length) {
        if (timeBytes > 0) RawMemory.putLong(at, batchMillis);
        PendingStates.change(at, PendingStates.UNCHANGED, KeyedStates.ABSENT); // also when what follows throws
        long before = committed.find(key, keyLength, hash);
        if (before == KeyedStates.ABSENT) {
            RawMemory.fill(at + timeBytes, length, (byte) 0);
            return;
        }
        checkLength(committed.length(), length);
        RawMemory.copyApart(before, at + timeBytes, length);
        PendingStates.change(at, PendingStates.SET, committed.entry());
    }

    private static void checkLength(int length, int expected) {
        if (length != expected)
            throw new CorruptDataException("its state has " + length + " bytes instead of " + expected);
    }

    /** Whether the key has this state, as it is now. */
    boolean exists(long state) {
        return PendingStates.kind(state - timeBytes) == PendingStates.SET;
    }

    /** The key has this state from now on. */
    void keep(long state) {
        PendingStates.setKind(state - timeBytes, PendingStates.SET);
    }

    /** The key has no state from now on. */
    void forget(long state) {
        boolean isCommitted = PendingStates.entry(state - timeBytes) != KeyedStates.ABSENT;
        PendingStates.setKind(state - timeBytes, isCommitted ? PendingStates.REMOVED : PendingStates.UNCHANGED);
    }

    /** Once all records are through: states that are as they were before are not changed. */
    void leaveUnchanged() {
        pending.rewind();
        while (pending.next()) {
            long at = pending.state();
            long entry = PendingStates.entry(at);
            if (!pending.isSet() || entry == KeyedStates.ABSENT) continue;
            if (RawMemory.equal(committed.state(entry), at + timeBytes, pending.stateLength() - timeBytes))
                PendingStates.setKind(at, PendingStates.UNCHANGED);
        }
    }

    /**
     * The key of a committed state has no state from now on.
     *
     * @param hash and entry as the committed states show them
     * @return a copy of the state, for a last look at it; or {@link PendingStates#NO_STATE} when the batch has data for it, so that it stays
     */
    long retire(long key, int keyLength, long hash, long entry, long state, int length, int expected) {
        long at = reserve(key, keyLength, hash, expected);
        if (!pending.isNew()) return PendingStates.NO_STATE;
        PendingStates.change(at, PendingStates.REMOVED, entry);
        checkLength(length, expected);
        RawMemory.copyApart(state, at + timeBytes, length);
        return at + timeBytes;
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
        pending.rewind();
        while (pending.next()) {
            if (!pending.isSet()) continue;
            long state = pending.state() + timeBytes;
            visitor.visit(pending.key(), pending.keyLength(), state, pending.stateLength() - timeBytes);
        }
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
        pending.rewind();
        while (pending.next()) pending.write(delta, groups);
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

    /** Removals first: what they leave is in the caches, and what is new comes to lie there. */
    void accept() {
        int changes = accept(PendingStates.REMOVED) + accept(PendingStates.SET);
        committed.tidy(changes);
        pending.clear();
        writesAll = false;
    }

    /** Takes over the changes of a kind; how many there are. */
    private int accept(int kind) {
        int changes = 0;
        pending.rewind();
        while (pending.gather(ahead, kind)) {
            boolean areKnown = committed.moves() == movesBefore;
            if (kind == PendingStates.REMOVED) committed.approach(ahead);
            if (areKnown) committed.approachChanges(ahead);
            for (int i = 0; i < ahead.count(); i++) {
                pending.goTo(ahead.place(i));
                accept(ahead.hash(i), committed.moves() == movesBefore ? ahead.entry(i) : KeyedStates.UNKNOWN);
            }
            changes += ahead.count();
        }
        return changes;
    }

    private void accept(long hash, long entry) {
        long state = pending.isSet() ? pending.state() : PendingStates.NO_STATE;
        apply(pending.key(), pending.keyLength(), hash, entry, state, pending.stateLength());
    }

    private void apply(long key, int keyLength, long hash, long entry, long state, int length) {
        if (!PendingStates.isSet(state)) {
            committed.remove(key, keyLength, hash);
            return;
        }
        mustHaveTime(length);
        long touched = timeBytes == 0 ? batchMillis : RawMemory.getLong(state);
        if (!committed.put(key, keyLength, hash, entry, state + timeBytes, length - timeBytes, touched)) throw full();
    }

    private void mustHaveTime(int length) {
        if (length < timeBytes)
            throw new CorruptDataException(node.describe() + ": a state of " + length + " bytes has no time");
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

    /**
     * Entries are to be restored.
     *
     * @param areNew whether none of their keys was restored before, and each is there once
     */
    void beginRestoring(boolean areNew) {
        restored.setNew(areNew);
    }

    /** An entry that {@link #writeDelta} wrote; it has to lie there until {@link #restoreGathered}. */
    void restore(byte kind, long address, int length) {
        int keyLength = pending.keyLengthIn(kind, address, length);
        long key = PendingStates.keyIn(address);
        if (kind == PendingStates.SET) restoreSet(key, keyLength, length - (int) (key - address) - keyLength);
        else restored.remove(key, keyLength, hash(key, keyLength));
        if (restored.isFull()) restoreGathered();
    }

    private void restoreSet(long key, int keyLength, int length) {
        mustHaveTime(length);
        long state = key + keyLength;
        long touched = timeBytes == 0 ? batchMillis : RawMemory.getLong(state);
        restored.put(key, keyLength, hash(key, keyLength), state + timeBytes, length - timeBytes, touched);
    }

    /** Takes over the entries that are waiting for others, to be looked for with them. */
    void restoreGathered() {
        if (restored.count() == 0) return;
        if (!committed.restore(restored)) throw full();
        restored.clear();
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
