package io.headrace.memory;

import java.security.SecureRandom;

/**
 * One 64-bit hash for two purposes that must not be mixed up.
 *
 * <ul>
 *   <li><b>Partition hash</b>: {@link #PARTITION_SEED}, version {@link #PARTITION_VERSION}. Where a key lives is stored
 *       on disk and must be the same on every machine for ever; golden tests hold it.
 *   <li><b>Probe hash</b>: {@link #PROBE_SEED}, new in each process, so that nobody outside can prepare keys that
 *       collide. It is never stored.
 * </ul>
 *
 * Eight bytes at a time are folded by a 64×64→128-bit multiplication; the tail is read by overlapping loads, so that no
 * byte outside the key is touched.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Hash {
    /** Stored beside everything that depends on where a key lives. */
    public static final int PARTITION_VERSION = 1;

    public static final long PARTITION_SEED = 0x4865616472616365L; // "Headrace"

    public static final long PROBE_SEED = new SecureRandom().nextLong();

    private static final long K0 = 0x9E3779B97F4A7C15L;
    private static final long K1 = 0xD6E8FEB86659FD93L;
    private static final long K2 = 0xA0761D6478BD642FL;

    private Hash() {}

    /** The hash of a stretch of bytes. */
    public static long of(long address, int length, long seed) {
        long h = start(length, seed);
        if (length > 8) {
            long last = address + length - 8;
            for (long at = address; at < last; at += 8) h = fold(h ^ RawMemory.getLong(at), K1);
            h ^= RawMemory.getLong(last);
        } else if (length >= 4) {
            h ^= (RawMemory.getInt(address) & 0xffff_ffffL) | ((long) RawMemory.getInt(address + length - 4) << 32);
        } else if (length > 0) {
            h ^= (RawMemory.getByte(address) & 0xffL)
                    | (RawMemory.getByte(address + (length >> 1)) & 0xffL) << 8
                    | (RawMemory.getByte(address + length - 1) & 0xffL) << 16;
        }
        return finish(h);
    }

    /** The hash of a long: the same as {@link #of} gives for its eight bytes. */
    public static long ofLong(long value, long seed) {
        return finish(start(8, seed) ^ value);
    }

    /** The hash of an int: the same as {@link #of} gives for its four bytes. */
    public static long ofInt(int value, long seed) {
        return finish(start(4, seed) ^ ((value & 0xffff_ffffL) | ((long) value << 32)));
    }

    private static long start(int length, long seed) {
        return seed ^ (length * K0);
    }

    private static long finish(long h) {
        long folded = fold(h, K2);
        return folded ^ (folded >>> 32);
    }

    private static long fold(long a, long b) {
        return (a * b) ^ Math.multiplyHigh(a, b);
    }
}
