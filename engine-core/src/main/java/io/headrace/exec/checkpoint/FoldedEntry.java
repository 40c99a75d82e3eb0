package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.EntryKind;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;

/**
 * An entry of a delta as a checkpoint keeps it: under a key, of which the latest entry counts. Keys are compared by their bytes; numbers in
 * them have the highest byte first, so that an operator's keys come before its panes, and panes in the order of their ticks.
 *
 * <pre>
 *         +----------+---+--------------+              +----------+---+------+-------+
 *   key   | operator | 0 | key ...      |              | operator | 1 | tick | index |    which entry of the tick, from 0
 *         +----------+---+--------------+              +----------+---+------+-------+
 *         0          4   5                             0          4   5      13
 *
 *         +------+------+-------+---+-------+-----------+
 *   value | role | kind | flags | 0 | group | bytes ... |    of a key what follows it in its entry; of a pane the entry; of a
 *         +------+------+-------+---+-------+-----------+    key that was taken away nothing
 *         0      1      2       3   4       6
 * </pre>
 *
 * <p><b>Threading:</b> stateless.
 */
final class FoldedEntry {
    /** In front of the bytes of a key. */
    static final int KEY_HEADER = 5;

    /** The length of a pane's key. */
    static final int PANE_KEY = KEY_HEADER + Long.BYTES + Integer.BYTES;

    /** In front of the bytes of a value. */
    static final int VALUE_HEADER = 6;

    private static final int CLASS = 4;
    private static final int TICK = 5;
    private static final int INDEX = 13;
    private static final byte KEYED = 0;
    private static final byte PANE = 1;

    private static final int KIND = 1;
    private static final int FLAGS = 2;
    private static final int GROUP = 4;

    private FoldedEntry() {}

    static void putKeyHeader(long to, int operator) {
        RawMemory.putInt(to, Integer.reverseBytes(operator));
        RawMemory.putByte(to + CLASS, KEYED);
    }

    static void putPaneKey(long to, int operator, long tick, int index) {
        RawMemory.putInt(to, Integer.reverseBytes(operator));
        RawMemory.putByte(to + CLASS, PANE);
        RawMemory.putLong(to + TICK, Long.reverseBytes(tick));
        RawMemory.putInt(to + INDEX, Integer.reverseBytes(index));
    }

    static void putValueHeader(long to, EntryKind.Role role, byte kind, int flags, int group) {
        RawMemory.putByte(to, (byte) role.code());
        RawMemory.putByte(to + KIND, kind);
        RawMemory.putByte(to + FLAGS, (byte) flags);
        RawMemory.putByte(to + 3, (byte) 0);
        RawMemory.putShort(to + GROUP, (short) group);
    }

    static int operator(long key) {
        return Integer.reverseBytes(RawMemory.getInt(key));
    }

    static boolean isPane(long key) {
        return RawMemory.getByte(key + CLASS) == PANE;
    }

    static long tick(long paneKey) {
        return Long.reverseBytes(RawMemory.getLong(paneKey + TICK));
    }

    static boolean isRemoved(long value) {
        return RawMemory.getByte(value) == EntryKind.Role.REMOVED.code();
    }

    static byte kind(long value) {
        return RawMemory.getByte(value + KIND);
    }

    static int group(long value) {
        return RawMemory.getShort(value + GROUP) & 0xffff;
    }

    /** Fails unless lengths and class fit together. */
    static void check(long key, int keyLength, int valueLength) {
        boolean isKey = keyLength >= KEY_HEADER && RawMemory.getByte(key + CLASS) == KEYED;
        boolean isPane = keyLength == PANE_KEY && RawMemory.getByte(key + CLASS) == PANE;
        if (valueLength < VALUE_HEADER || !(isKey || isPane))
            throw new CorruptDataException(
                    "an entry with a key of " + keyLength + " and a value of " + valueLength + " bytes cannot be");
    }
}
