package io.headrace.exec.eval;

import io.headrace.memory.RawMemory;

/**
 * Entries that are restored, one behind the other in memory, and a cursor that goes through those of one operator: so that it may look for many keys
 * at once, and that one loop is compiled instead of every method between a buffer and a table by itself.
 *
 * <pre>
 *            +----------+-------+------+-------+--------+------+-----------+
 *   entry    | operator | group | kind | first | length | tick | bytes ... |     up to the next multiple of 8
 *            +----------+-------+------+-------+--------+------+-----------+     length -1: all entries of the tick have been shown
 *            0          4       6      7       8        12     20                first: 1 if no entry before it was of the same key
 * </pre>
 *
 * <p>The bytes of all of them stay where they are until the cursor is aimed at others.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class RestoredEntries {
    private static final int GROUP = 4;
    private static final int KIND = 6;
    private static final int FIRST = 7;
    private static final int LENGTH = 8;
    private static final int TICK = 12;
    private static final int HEADER = 20;
    private static final int ALL_SHOWN = -1;

    private long at;
    private long behind;
    private long end;
    private int operator;
    private boolean areFirst;

    /** How much room an entry of so many bytes takes. */
    public static int bytes(int length) {
        return HEADER + length + 7 & -8;
    }

    /** Writes an entry where there is room for it. */
    public static void put(
            long to, int operator, long tick, int group, byte kind, long address, int length, boolean isFirst) {
        RawMemory.putInt(to, operator);
        RawMemory.putShort(to + GROUP, (short) group);
        RawMemory.putByte(to + KIND, kind);
        RawMemory.putByte(to + FIRST, (byte) (isFirst ? 1 : 0));
        RawMemory.putInt(to + LENGTH, length);
        RawMemory.putLong(to + TICK, tick);
        RawMemory.copyApart(address, to + HEADER, length);
    }

    /** Writes that all entries of a tick have been shown; it takes the room of an entry without bytes. */
    public static void putEnd(long to, int operator, long tick) {
        RawMemory.putInt(to, operator);
        RawMemory.putInt(to + LENGTH, ALL_SHOWN);
        RawMemory.putLong(to + TICK, tick);
    }

    private static boolean isEnd(long at) {
        return RawMemory.getInt(at + LENGTH) == ALL_SHOWN;
    }

    private static boolean isFirst(long at) {
        return RawMemory.getByte(at + FIRST) != 0;
    }

    /** Shows everything that lies between two places: each stretch of an operator's entries at once. */
    public void show(long from, long to, StatefulEvaluator[] byNumber) {
        end = to;
        behind = from;
        while (behind < end) {
            operator = RawMemory.getInt(behind);
            StatefulEvaluator stateful = byNumber[operator];
            if (isEnd(behind)) {
                stateful.restored(RawMemory.getLong(behind + TICK));
                behind += bytes(0);
            } else {
                areFirst = isFirst(behind);
                stateful.restore(this);
            }
        }
    }

    /** Steps to the operator's next entry; false when there is none before something else. */
    public boolean next() {
        if (behind >= end || RawMemory.getInt(behind) != operator || isEnd(behind) || isFirst(behind) != areFirst)
            return false;
        at = behind;
        behind = at + bytes(length());
        return true;
    }

    /** Whether each entry that {@link #next} steps to is the first one of its key: then no operator has seen the key before. */
    public boolean areFirst() {
        return areFirst;
    }

    public long tick() {
        return RawMemory.getLong(at + TICK);
    }

    public int group() {
        return RawMemory.getShort(at + GROUP) & 0xffff;
    }

    public byte kind() {
        return RawMemory.getByte(at + KIND);
    }

    public long address() {
        return at + HEADER;
    }

    public int length() {
        return RawMemory.getInt(at + LENGTH);
    }
}
