package io.headrace.memory.table;

import io.headrace.memory.RawMemory;

/**
 * Compares keys of equal length, whole words at a time: the tail by loads that overlap, so no byte outside is touched.
 *
 * <p><b>Threading:</b> stateless.
 */
final class KeyBytes {
    private KeyBytes() {}

    static boolean equal(long left, long right, int length) {
        if (length >= 8) {
            int last = length - 8;
            for (int i = 0; i < last; i += 8) {
                if (RawMemory.getLong(left + i) != RawMemory.getLong(right + i)) return false;
            }
            return RawMemory.getLong(left + last) == RawMemory.getLong(right + last);
        }
        if (length >= 4) {
            int last = length - 4;
            return RawMemory.getInt(left) == RawMemory.getInt(right)
                    && RawMemory.getInt(left + last) == RawMemory.getInt(right + last);
        }
        for (int i = 0; i < length; i++) {
            if (RawMemory.getByte(left + i) != RawMemory.getByte(right + i)) return false;
        }
        return true;
    }

    /** Copies a key; short ones without a call into the JVM. */
    static void copy(long from, long to, int length) {
        if (length > 64) {
            RawMemory.copy(from, to, length);
            return;
        }
        int i = 0;
        for (; i + 8 <= length; i += 8) RawMemory.putLong(to + i, RawMemory.getLong(from + i));
        for (; i < length; i++) RawMemory.putByte(to + i, RawMemory.getByte(from + i));
    }
}
