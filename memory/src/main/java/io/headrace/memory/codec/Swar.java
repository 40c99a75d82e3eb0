package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * Eight bytes in one register: found, and loaded from stretches that may be shorter, without touching a byte outside.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Swar {
    static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;

    private Swar() {}

    /** The byte eight times over. */
    static long repeat(byte value) {
        return (value & 0xffL) * LOW_BITS;
    }

    /** The high bit of each byte of {@code word} that equals the repeated one; exact for every byte, not only the first. */
    static long matches(long word, long repeated) {
        long x = word ^ repeated;
        return ~(((x & ~HIGH_BITS) + ~HIGH_BITS) | x) & HIGH_BITS;
    }

    /** Which byte the lowest set high bit belongs to. */
    static int firstMatch(long matches) {
        return Long.numberOfTrailingZeros(matches) >>> 3;
    }

    /** The high bits of the first {@code count} bytes, 0 to 7. */
    static long firstBytes(int count) {
        return HIGH_BITS & ((1L << (count << 3)) - 1);
    }

    /** The {@code length} bytes, 0 to 7, in the low end of a word, zeros above. */
    static long load(long address, int length) {
        if (length >= 4) {
            long head = RawMemory.getInt(address) & 0xffff_ffffL;
            long tail = RawMemory.getInt(address + length - 4) & 0xffff_ffffL;
            return head | tail << ((length - 4) << 3); // where they overlap they agree
        }
        if (length == 0) return 0;
        int middle = length >>> 1;
        int last = length - 1;
        return (RawMemory.getByte(address) & 0xffL)
                | (RawMemory.getByte(address + middle) & 0xffL) << (middle << 3)
                | (RawMemory.getByte(address + last) & 0xffL) << (last << 3);
    }

    /** Where the byte is first found in {@code [from, length)}, or -1. */
    static int indexOf(long address, int from, int length, byte value) {
        long pattern = repeat(value);
        int at = from;
        for (; at <= length - 8; at += 8) {
            long found = matches(RawMemory.getLong(address + at), pattern);
            if (found != 0) return at + firstMatch(found);
        }
        int left = length - at;
        if (left <= 0) return -1;
        long found = matches(load(address + at, left), pattern) & firstBytes(left);
        return found == 0 ? -1 : at + firstMatch(found);
    }
}
