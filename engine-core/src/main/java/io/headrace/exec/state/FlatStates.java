package io.headrace.exec.state;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.TableOptions;
import io.headrace.memory.table.VarTable;

/**
 * States in a table in memory, with a {@link TouchOrder} beside it. Allocates nothing once it has grown.
 *
 * <pre>
 *          +-------+-------+
 *   value  | place | state |        place: of the key in the order; the order finds the key by its hash and place
 *          +-------+-------+
 *          0       4
 * </pre>
 *
 * <p><b>Threading:</b> as {@link KeyedStates}.
 */
final class FlatStates implements KeyedStates {
    private static final int PLACE_BYTES = 4;

    /** What a key takes beside its own bytes and those of its state: slots, headers, its place. */
    private static final int BESIDE_BYTES = 120;

    /** Looked at for each change, so that the table keeps up with what changes leave behind. */
    private static final int COMPACTED_PER_CHANGE = 2;

    private final MemoryBudget budget;
    private final VarTable table;
    private final VarTable.Cursor cursor;
    private final VarTable.Cursor aimed;
    private final TouchOrder order;
    private int length;
    private long looks;
    private long contentBytes;

    FlatStates(String name, MemoryBudget budget) {
        this.budget = budget;
        table = new VarTable(TableOptions.named(name).withBudget(budget).withTag(MemoryTag.STATE));
        cursor = table.cursor();
        aimed = table.cursor();
        order = new TouchOrder(budget);
    }

    @Override
    public long find(long key, int keyLength) {
        looks++;
        long value = table.find(key, keyLength);
        if (value == VarTable.ABSENT) return ABSENT;
        length = table.length(value) - PLACE_BYTES;
        return value + PLACE_BYTES;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public boolean put(long key, int keyLength, long state, int stateLength, long touched) {
        looks++;
        long hash = Hash.of(key, keyLength, Hash.PROBE_SEED);
        long before = table.find(key, keyLength, hash);
        return before == VarTable.ABSENT
                ? insert(key, keyLength, hash, state, stateLength, touched)
                : replace(key, keyLength, hash, before, state, stateLength, touched);
    }

    private boolean insert(long key, int keyLength, long hash, long state, int stateLength, long touched) {
        int place = order.add(hash, touched);
        if (place == TouchOrder.NONE) return false;
        long value = table.reserve(key, keyLength, hash, PLACE_BYTES + stateLength);
        if (value == VarTable.FULL) {
            order.remove(place);
            return false;
        }
        write(value, place, state, stateLength);
        contentBytes += keyLength + stateLength;
        return true;
    }

    private boolean replace(
            long key, int keyLength, long hash, long before, long state, int stateLength, long touched) {
        int place = RawMemory.getInt(before);
        int lengthBefore = table.length(before) - PLACE_BYTES;
        long value = table.reserve(key, keyLength, hash, PLACE_BYTES + stateLength);
        if (value == VarTable.FULL) return false;
        write(value, place, state, stateLength);
        order.touch(place, touched);
        contentBytes += stateLength - lengthBefore;
        compact();
        return true;
    }

    private void write(long value, int place, long state, int stateLength) {
        RawMemory.putInt(value, place);
        RawMemory.copy(state, value + PLACE_BYTES, stateLength);
        table.setLength(value, PLACE_BYTES + stateLength);
    }

    @Override
    public void remove(long key, int keyLength) {
        looks++;
        long hash = Hash.of(key, keyLength, Hash.PROBE_SEED);
        long value = table.find(key, keyLength, hash);
        if (value == VarTable.ABSENT) return;
        order.remove(RawMemory.getInt(value));
        contentBytes -= keyLength + table.length(value) - PLACE_BYTES;
        boolean wasThere = table.remove(key, keyLength, hash);
        assert wasThere;
        compact();
    }

    private void compact() {
        if (table.deadBytes() > 0) table.compact(COMPACTED_PER_CHANGE);
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public <E extends Exception> void forEach(Visitor<E> visitor) throws E {
        cursor.rewind();
        while (cursor.next()) show(cursor, visitor);
    }

    @Override
    public <E extends Exception> void forEachIdle(long before, Visitor<E> visitor) throws E {
        for (int place = order.oldest(); place != TouchOrder.NONE; place = order.next(place)) {
            if (order.touched(place) >= before) return;
            show(at(place), visitor);
        }
    }

    private VarTable.Cursor at(int place) {
        if (!aimed.seek(order.hash(place), place))
            throw new IllegalStateException("no key has place " + place + " in the order of touching");
        return aimed;
    }

    private <E extends Exception> void show(VarTable.Cursor at, Visitor<E> visitor) throws E {
        looks++;
        visitor.visit(at.keyAddress(), at.keyLength(), at.valueAddress() + PLACE_BYTES, at.valueLength() - PLACE_BYTES);
    }

    @Override
    public void restored() {
        order.sort();
    }

    @Override
    public long looks() {
        return looks;
    }

    /** About how much memory the keys take that are there. */
    long liveBytes() {
        return contentBytes + table.size() * BESIDE_BYTES;
    }

    @Override
    public String describe() {
        return table.size() + " keys in memory; " + budget;
    }

    @Override
    public void close() {
        table.close();
        order.close();
    }
}
