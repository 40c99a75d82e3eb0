package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.KeyedEntry;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyGroups;
import io.headrace.memory.table.TableOptions;
import io.headrace.memory.table.VarTable;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The states of one partition's keys, off the heap: a table of what is committed, and one of what the batch under way changes.
 *
 * <pre>
 *   committed   key ─▶ state                 entry in a delta   +------------+-----+-------+
 *   pending     key ─▶ SET, state                               | key length | key | state |
 *                      REMOVED                                  +------------+-----+-------+
 *                                                               0            4
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StatePartition implements AutoCloseable {
    private static final byte SET = 1;
    private static final byte REMOVED = 2;
    private static final int KEY_LENGTH_BYTES = KeyedEntry.KEY;

    private final Node node;
    private final Operator.UpdateState update;
    private final StateCodecs codecs;
    private final KeyGroups groups;
    private final MemoryBudget budget;
    private final VarTable committed;
    private final VarTable pending;
    private final VarTable.Cursor committedKeys;
    private final VarTable.Cursor pendingKeys;
    private final Scratch keyScratch;
    private final Scratch stateScratch;
    private boolean writesAll;

    public StatePartition(Node node, StateCodecs codecs, KeyGroups groups, MemoryBudget budget, int mostEntryBytes) {
        this.node = node;
        this.update = (Operator.UpdateState) node.operator();
        this.codecs = codecs;
        this.groups = groups;
        this.budget = budget;
        TableOptions options =
                TableOptions.named(node.describe()).withBudget(budget).withTag(MemoryTag.STATE);
        committed = new VarTable(options);
        pending = new VarTable(options);
        committedKeys = committed.cursor();
        pendingKeys = pending.cursor();
        keyScratch = new Scratch(mostEntryBytes / 4, node.describe());
        stateScratch = new Scratch(mostEntryBytes / 2, node.describe());
    }

    String codecs() {
        return codecs.id();
    }

    StateForm form() {
        return StateForm.keyed(SET, REMOVED, codecs.key().id(), codecs.state().id());
    }

    /** Takes over those of the initial states that belong here, before the first batch. */
    void begin(Predicate<@Nullable Object> isOurs) {
        if (update.initial() == null) return;
        for (Object row : update.initial()) {
            if (!(row instanceof Tuple2<?, ?> pair))
                throw new IllegalArgumentException("an initial state is " + row + ", not a pair");
            if (!isOurs.test(pair._1())) continue;
            int keyLength = encodeKey(pair._1());
            int length = stateScratch.encode(codecs.state(), pair._2());
            put(committed, keyLength, stateScratch.address(), length);
            writesAll = true; // none of them is in the log yet
        }
    }

    /** Calls the user's function for every key that has a state or new values. */
    void update(@Nullable Dataset news, int partition, List<@Nullable Object> results, Worker worker) throws Exception {
        Map<@Nullable Object, List<Object>> values = new LinkedHashMap<>();
        if (news != null) news.push(partition, row -> collect(values, row), worker);
        committedKeys.rewind();
        while (committedKeys.next()) {
            Object key = codecs.key().decode(committedKeys.keyAddress(), committedKeys.keyLength());
            Object old = codecs.state().decode(committedKeys.valueAddress(), committedKeys.valueLength());
            List<Object> added = values.remove(key);
            Object state = call(key, added == null ? List.of() : added, Optional.ofNullable(old));
            keepOrRemove(state);
            if (state != null) results.add(new Tuple2<>(key, state));
        }
        for (Map.Entry<@Nullable Object, List<Object>> entry : values.entrySet()) {
            Object state = call(entry.getKey(), entry.getValue(), Optional.empty());
            if (state == null) continue;
            int keyLength = encodeKey(entry.getKey());
            setPending(keyScratch.address(), keyLength, state);
            results.add(new Tuple2<>(entry.getKey(), state));
        }
    }

    @SuppressWarnings("unchecked") // the values of a key were grouped into a list
    private static void collect(Map<@Nullable Object, List<Object>> values, @Nullable Object row) {
        if (!(row instanceof Tuple2<?, ?> pair)) throw new IllegalStateException("a keyed result of " + row);
        values.put(pair._1(), (List<Object>) pair._2());
    }

    private @Nullable Object call(@Nullable Object key, List<Object> values, Optional<Object> old) throws Exception {
        try {
            return update.function().call(values, old).orElse(null);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    /** The new state of the key at the cursor; null removes it. */
    private void keepOrRemove(@Nullable Object state) {
        long key = committedKeys.keyAddress();
        int keyLength = committedKeys.keyLength();
        if (state == null) {
            long at = reserve(pending, key, keyLength, 1);
            RawMemory.putByte(at, REMOVED);
            pending.setLength(at, 1);
            return;
        }
        int length = stateScratch.encode(codecs.state(), state);
        boolean isSame = length == committedKeys.valueLength()
                && RawMemory.equal(stateScratch.address(), committedKeys.valueAddress(), length);
        if (isSame && !writesAll) return;
        setPendingBytes(key, keyLength, length);
    }

    private void setPending(long key, int keyLength, Object state) {
        setPendingBytes(key, keyLength, stateScratch.encode(codecs.state(), state));
    }

    /** What the scratch holds is the pending state of a key. */
    private void setPendingBytes(long key, int keyLength, int length) {
        long at = reserve(pending, key, keyLength, 1 + length);
        RawMemory.putByte(at, SET);
        RawMemory.copy(stateScratch.address(), at + 1, length);
        pending.setLength(at, 1 + length);
    }

    private int encodeKey(@Nullable Object key) {
        codecs.checkKey(key, node);
        return keyScratch.encode(codecs.key(), key);
    }

    private long reserve(VarTable table, long key, int keyLength, int capacity) {
        long at = table.reserve(key, keyLength, capacity);
        if (at == VarTable.FULL) throw full();
        return at;
    }

    private void put(VarTable table, int keyLength, long value, int length) {
        if (table.put(keyScratch.address(), keyLength, value, length) == VarTable.FULL) throw full();
    }

    private IllegalStateException full() {
        return new IllegalStateException(node.describe() + " has " + committed.size()
                + " keys in one of its partitions, and the budget has no memory for those of this batch: " + budget
                + "; raise headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process), or remove"
                + " keys");
    }

    void writeDelta(StateDelta delta) throws InterruptedException {
        pendingKeys.rewind();
        while (pendingKeys.next()) {
            int keyLength = pendingKeys.keyLength();
            int stateLength = pendingKeys.valueLength() - 1;
            byte kind = RawMemory.getByte(pendingKeys.valueAddress());
            int length = KEY_LENGTH_BYTES + keyLength + stateLength;
            long entry = delta.claim(groups.groupOf(pendingKeys.keyAddress(), keyLength), kind, length);
            RawMemory.putInt(entry, keyLength);
            RawMemory.copy(pendingKeys.keyAddress(), entry + KEY_LENGTH_BYTES, keyLength);
            RawMemory.copy(pendingKeys.valueAddress() + 1, entry + KEY_LENGTH_BYTES + keyLength, stateLength);
            delta.commit(length);
        }
    }

    void accept() {
        pendingKeys.rewind();
        while (pendingKeys.next())
            apply(
                    RawMemory.getByte(pendingKeys.valueAddress()),
                    pendingKeys.keyAddress(),
                    pendingKeys.keyLength(),
                    pendingKeys.valueAddress() + 1,
                    pendingKeys.valueLength() - 1);
        pending.clear();
        writesAll = false;
    }

    private void apply(byte kind, long key, int keyLength, long state, int stateLength) {
        if (kind == REMOVED) committed.remove(key, keyLength);
        else if (committed.put(key, keyLength, state, stateLength) == VarTable.FULL) throw full();
        if (committed.deadBytes() > 0) committed.compact(2); // keeps up with what a change leaves behind
    }

    void discard() {
        pending.clear();
    }

    /** The key of an entry that {@link #writeDelta} wrote. */
    @Nullable
    Object keyOf(long address, int length) {
        return codecs.key().decode(address + KEY_LENGTH_BYTES, keyLengthOf(address, length));
    }

    void restore(byte kind, long address, int length) {
        int keyLength = keyLengthOf(address, length);
        long key = address + KEY_LENGTH_BYTES;
        apply(kind, key, keyLength, key + keyLength, length - KEY_LENGTH_BYTES - keyLength);
    }

    private int keyLengthOf(long address, int length) {
        return KeyedEntry.keyLength(address, length, node.describe());
    }

    @Override
    public void close() {
        committed.close();
        pending.close();
        keyScratch.close();
        stateScratch.close();
    }
}
