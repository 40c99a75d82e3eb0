package io.headrace.exec.state;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.TableOptions;
import io.headrace.memory.table.VarTable;
import org.jspecify.annotations.Nullable;

/**
 * States in a table in memory, with a {@link TouchOrder} beside it. Allocates nothing once it has grown. When they take more than they
 * may, those that were touched longest ago go to {@link ColdStates}; their keys stay. A state that is changed comes back.
 *
 * <pre>
 *          +-------+-------+
 *   value  | place | state |        place: of the key in the order; the order finds the key by its hash and place
 *          +-------+-------+
 *          0       4
 *          +--------------+
 *   cold   | place | COLD |
 *          +--------------+
 * </pre>
 *
 * <p><b>Threading:</b> as {@link KeyedStates}.
 */
final class FlatStates implements KeyedStates {
    private static final int PLACE_BYTES = 4;
    private static final int COLD = 1 << 31;

    /** At most so many states get cold with each change, so that no change takes long. */
    private static final int COOLED_PER_CHANGE = 4;

    /** What a key takes beside its own bytes and those of its state: slots, headers, its place. */
    private static final int BESIDE_BYTES = 120;

    private static final int COMPACTED_FOR_ROOM = 1_024;

    /** With less left in the budget, what is dead is given back at once. */
    private static final long ROOM_FOR_A_STEP = 4 << 20;

    private final MemoryBudget budget;
    private final VarTable table;
    private final VarTable.Cursor cursor;
    private final VarTable.Cursor aimed;
    private final TouchOrder order;
    private final @Nullable ColdStates cold;
    private final long mostBytes;
    private boolean isOrdered; // otherwise keys are in the order in which they came, for nobody asks
    private int firstWarm; // no place before it in the order is of a warm state, but those that cannot get cold
    private int length;
    private long entry;
    private long moves;
    private final long[] hashesAhead = new long[KeysAhead.MOST];
    private final int[] placesAhead = new int[KeysAhead.MOST];
    private final KeysAhead idle = new KeysAhead();
    long seen; // by looking ahead; nobody asks, and so it is not private
    private boolean isRestored; // and not in order yet
    private long looks;
    private long contentBytes;
    private long coldStates;

    /** States that are all in memory. */
    FlatStates(String name, MemoryBudget budget) {
        this(name, budget, null, Long.MAX_VALUE, true);
    }

    /**
     * @param cold where states go that find no room, owned by this; null for nowhere
     * @param mostBytes that the states may take, about
     * @param timesOut whether somebody asks for idle keys: otherwise the order of touching is kept only once states may have to get cold
     */
    FlatStates(String name, MemoryBudget budget, @Nullable ColdStates cold, long mostBytes, boolean timesOut) {
        this.budget = budget;
        this.cold = cold;
        this.mostBytes = mostBytes;
        isOrdered = timesOut;
        table = new VarTable(TableOptions.named(name).withBudget(budget).withTag(MemoryTag.STATE));
        cursor = table.cursor();
        aimed = table.cursor();
        order = new TouchOrder(budget);
    }

    @Override
    public void approach(KeysAhead keys) {
        seen ^= table.approach(keys.hashes(), keys.count());
    }

    @Override
    public void approachChanges(KeysAhead keys) {
        int inserted = 0;
        int touched = 0;
        for (int i = 0; i < keys.count(); i++) {
            if (keys.entry(i) == ABSENT) hashesAhead[inserted++] = keys.hash(i);
            else if (keys.entry(i) != UNKNOWN) placesAhead[touched++] = RawMemory.getInt(keys.entry(i)) & ~COLD;
        }
        seen ^= table.approach(hashesAhead, inserted);
        if (isOrdered) seen ^= order.approach(placesAhead, touched);
    }

    @Override
    public long find(long key, int keyLength, long hash) {
        looks++;
        entry = table.find(key, keyLength, hash);
        return entry == VarTable.ABSENT ? ABSENT : state(entry);
    }

    @Override
    public long state(long value) {
        int place = RawMemory.getInt(value);
        if (place >= 0 || cold == null) {
            length = table.length(value) - PLACE_BYTES;
            return value + PLACE_BYTES;
        }
        length = cold.get(place & ~COLD);
        return cold.address();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long entry() {
        return entry;
    }

    @Override
    public long moves() {
        return moves;
    }

    @Override
    public boolean put(long key, int keyLength, long hash, long of, long state, int stateLength, long touched) {
        looks++;
        long before = of == UNKNOWN ? table.find(key, keyLength, hash) : of;
        if (tryPut(key, keyLength, hash, before, state, stateLength, touched)) return true;
        if (cold == null) return false;
        makeRoom(cold);
        return tryPut(key, keyLength, hash, table.find(key, keyLength, hash), state, stateLength, touched);
    }

    @Override
    public boolean restore(StatesAhead changes) {
        boolean areMade = changes.areNew() ? restoreNew(changes) : restoreChanged(changes);
        tidy(changes.count());
        return areMade;
    }

    /** Of a checkpoint. */
    private boolean restoreNew(StatesAhead changes) {
        KeysAhead keys = changes.keys();
        seen ^= table.approachSlots(keys.hashes(), keys.count());
        for (int i = 0; i < changes.count(); i++) {
            if (changes.isRemoved(i)) continue;
            looks++;
            long key = changes.key(i);
            int keyLength = changes.keyLength(i);
            long state = changes.state(i);
            int stateLength = changes.stateLength(i);
            if (!insert(key, keyLength, keys.hash(i), state, stateLength, changes.touched(i))
                    && !put(key, keyLength, keys.hash(i), UNKNOWN, state, stateLength, changes.touched(i)))
                return false;
        }
        return true;
    }

    /** Of the log behind it. */
    private boolean restoreChanged(StatesAhead changes) {
        KeysAhead keys = changes.keys();
        approach(keys);
        for (int i = 0; i < changes.count(); i++) {
            long key = changes.key(i);
            int keyLength = changes.keyLength(i);
            long hash = keys.hash(i);
            if (changes.isRemoved(i)) remove(key, keyLength, hash);
            else if (!put(key, keyLength, hash, UNKNOWN, changes.state(i), changes.stateLength(i), changes.touched(i)))
                return false;
        }
        return true;
    }

    private boolean tryPut(long key, int keyLength, long hash, long before, long state, int stateLength, long touched) {
        return before == VarTable.ABSENT
                ? insert(key, keyLength, hash, state, stateLength, touched)
                : replace(key, keyLength, hash, before, state, stateLength, touched);
    }

    private boolean insert(long key, int keyLength, long hash, long state, int stateLength, long touched) {
        int place = order.add(hash, touched);
        if (place == TouchOrder.NONE) return false;
        long value = table.insert(key, keyLength, hash, PLACE_BYTES + stateLength);
        if (value == VarTable.FULL) {
            order.remove(place);
            return false;
        }
        write(value, place, state, stateLength);
        if (firstWarm == TouchOrder.NONE) firstWarm = place;
        contentBytes += keyLength + stateLength;
        return true;
    }

    private boolean replace(
            long key, int keyLength, long hash, long before, long state, int stateLength, long touched) {
        int place = RawMemory.getInt(before);
        int lengthBefore = table.length(before) - PLACE_BYTES;
        int needed = PLACE_BYTES + stateLength;
        long value = needed <= table.capacity(before) ? before : table.reserve(key, keyLength, hash, needed);
        if (value == VarTable.FULL) return false;
        place = warm(place);
        write(value, place, state, stateLength);
        if (isOrdered) touch(place, touched);
        contentBytes += stateLength - lengthBefore;
        return true;
    }

    /** The place of a state that is not cold any more, if it was. */
    private int warm(int place) {
        if (place >= 0 || cold == null) return place;
        cold.remove(place & ~COLD);
        coldStates--;
        return place & ~COLD;
    }

    private void touch(int place, long touched) {
        leave(place);
        order.touch(place, touched);
        if (firstWarm == TouchOrder.NONE) firstWarm = place;
    }

    /** The place is about to leave where it stands in the order. */
    private void leave(int place) {
        if (place == firstWarm) firstWarm = order.next(place);
    }

    private void write(long value, int place, long state, int stateLength) {
        RawMemory.putInt(value, place);
        RawMemory.copyApart(state, value + PLACE_BYTES, stateLength);
        table.setLength(value, PLACE_BYTES + stateLength);
    }

    @Override
    public void remove(long key, int keyLength, long hash) {
        looks++;
        long value = table.find(key, keyLength, hash);
        if (value == VarTable.ABSENT) return;
        contentBytes -= keyLength + table.length(value) - PLACE_BYTES;
        int place = warm(RawMemory.getInt(value));
        leave(place);
        order.remove(place);
        boolean wasThere = table.remove(key, keyLength, hash);
        assert wasThere;
    }

    @Override
    public void tidy(int changes) {
        if (cold != null) cool(cold, changes);
        if (table.tidy(changes)) moves++;
    }

    /** Lets states get cold while they take too much. */
    private void cool(ColdStates to, int changes) {
        if (liveBytes() <= mostBytes / 2) return;
        isOrdered = true;
        to.prepare(2 * table.size(), contentBytes / Math.max(1, table.size()));
        if (!to.isReady()) {
            if (liveBytes() <= 2 * mostBytes) return;
            to.await();
        }
        if (liveBytes() > mostBytes) putInOrder();
        for (long i = 0; i < (long) COOLED_PER_CHANGE * changes; i++) {
            if (firstWarm == TouchOrder.NONE || liveBytes() <= mostBytes) return;
            int place = firstWarm;
            firstWarm = order.next(place);
            coolOne(to, place);
        }
    }

    /** The budget is spent: everything that may get cold does, and what that leaves behind is given back. */
    private void makeRoom(ColdStates to) {
        if (table.isEmpty()) return;
        isOrdered = true;
        to.prepare(2 * table.size(), contentBytes / table.size());
        to.await();
        putInOrder();
        while (firstWarm != TouchOrder.NONE && liveBytes() > mostBytes / 2) {
            int place = firstWarm;
            firstWarm = order.next(place);
            coolOne(to, place);
        }
        compactAll();
    }

    private void compactAll() {
        moves++;
        boolean more = true;
        while (more) more = table.compact(COMPACTED_FOR_ROOM);
        table.trim();
    }

    private void coolOne(ColdStates to, int place) {
        if (budget.available() < ROOM_FOR_A_STEP && table.deadBytes() > table.memoryBytes() / 4) compactAll();
        VarTable.Cursor at = at(place);
        long value = at.valueAddress();
        int stateLength = at.valueLength() - PLACE_BYTES;
        boolean isCold = RawMemory.getInt(value) < 0;
        if (isCold || !to.put(place, value + PLACE_BYTES, stateLength)) return;
        long key = at.keyAddress(); // it stays readable until something is compacted
        int keyLength = at.keyLength();
        long hash = at.hash();
        boolean wasThere = table.remove(key, keyLength, hash);
        assert wasThere;
        long again = table.reserve(key, keyLength, hash, PLACE_BYTES);
        if (again == VarTable.FULL)
            throw new IllegalStateException("there is no memory even for the keys of states that went to the disk: "
                    + describe() + "; raise headrace.memory.limit");
        RawMemory.putInt(again, place | COLD);
        table.setLength(again, PLACE_BYTES);
        contentBytes -= stateLength;
        coldStates++;
        moves++;
    }

    @Override
    public void expect(long keys) {
        table.expect(keys);
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public <E extends Exception> void forEach(Visitor<E> visitor) throws E {
        cursor.rewind();
        while (cursor.next()) {
            looks++;
            long state = state(cursor.valueAddress());
            visitor.visit(cursor.keyAddress(), cursor.keyLength(), state, length);
        }
    }

    @Override
    public <E extends Exception> void forEachIdle(long before, EntryVisitor<E> visitor) throws E {
        putInOrder();
        int place = order.oldest();
        while (isIdle(place, before)) {
            idle.clear();
            for (; !idle.isFull() && isIdle(place, before); place = order.next(place))
                idle.add(place, order.hash(place), UNKNOWN);
            approach(idle);
            for (int i = 0; i < idle.count(); i++) show((int) idle.place(i), visitor);
        }
    }

    private boolean isIdle(int place, long before) {
        return place != TouchOrder.NONE && order.touched(place) < before;
    }

    private <E extends Exception> void show(int place, EntryVisitor<E> visitor) throws E {
        VarTable.Cursor at = at(place);
        looks++;
        long value = at.valueAddress();
        long state = state(value);
        visitor.visit(at.keyAddress(), at.keyLength(), order.hash(place), value, state, length);
    }

    private VarTable.Cursor at(int place) {
        long hash = order.hash(place);
        if (!aimed.seek(hash, place) && !aimed.seek(hash, place | COLD))
            throw new IllegalStateException("no key has place " + place + " in the order of touching");
        return aimed;
    }

    @Override
    public void restored() {
        isRestored = true;
    }

    /** What was restored came in the order of its keys; who asks for the oldest has the order of touching made. */
    private void putInOrder() {
        if (!isRestored) return;
        isRestored = false;
        order.sort();
        firstWarm = order.oldest();
    }

    @Override
    public long looks() {
        return looks;
    }

    /** About how much memory the keys and states take that are there. */
    long liveBytes() {
        return contentBytes + table.size() * BESIDE_BYTES;
    }

    @Override
    public long memoryBytes() {
        return table.memoryBytes() + order.memoryBytes();
    }

    @Override
    public long coldStates() {
        return coldStates;
    }

    @Override
    public String describe() {
        return table.size() + " keys in memory"
                + (coldStates == 0 ? "" : ", " + coldStates + " of their states on disk") + "; " + budget;
    }

    @Override
    public void close() {
        table.close();
        order.close();
        if (cold != null) cold.close();
    }
}
