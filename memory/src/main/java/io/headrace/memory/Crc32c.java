package io.headrace.memory;

import java.util.zip.CRC32C;

/**
 * CRC32C of off-heap bytes, by the JDK's intrinsic, without garbage.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class Crc32c {
    private static final int POLYNOMIAL =
            0x82f6_3b78; // its bits the other way round, as in the checksums: x^0 is the highest
    private static final int ONE = 1 << 31;

    /** x^8, x^16, x^32, ...: what a checksum is multiplied by when 1, 2, 4, ... bytes follow it. */
    private static final int[] SHIFTS = shifts();

    private final CRC32C crc = new CRC32C();
    private final MemoryWindow window = new MemoryWindow();

    /** The checksum of one stretch of bytes. */
    public int of(long address, int length) {
        return begin().add(address, length).value();
    }

    /** Forgets what was added before. */
    public Crc32c begin() {
        crc.reset();
        return this;
    }

    /** Adds a stretch of bytes to the running checksum. */
    public Crc32c add(long address, int length) {
        crc.update(window.aim(address, length));
        return this;
    }

    /**
     * The checksum of two stretches of bytes of which each one's is known, without looking at the bytes: some hundred nanoseconds, so it
     * pays from about 16 KiB on.
     *
     * @param second of the stretch that follows
     * @param secondLength how long that is
     */
    public static int joined(int first, int second, int secondLength) {
        int shifted = first;
        for (int i = 0, left = secondLength; left != 0; i++, left >>>= 1)
            if ((left & 1) != 0) shifted = product(SHIFTS[i], shifted);
        return shifted ^ second;
    }

    private static int[] shifts() {
        int[] shifts = new int[Integer.SIZE];
        shifts[0] = ONE >>> Byte.SIZE;
        for (int i = 1; i < shifts.length; i++) shifts[i] = product(shifts[i - 1], shifts[i - 1]);
        return shifts;
    }

    /** The product of two polynomials over bits, modulo that of the checksum. */
    private static int product(int a, int b) {
        int product = 0;
        int times = b;
        for (int left = a; left != 0; left <<= 1) {
            product ^= times & (left >> 31);
            times = (times >>> 1) ^ (POLYNOMIAL & -(times & 1));
        }
        return product;
    }

    /** The checksum of everything added since {@link #begin}. */
    public int value() {
        return (int) crc.getValue();
    }
}
