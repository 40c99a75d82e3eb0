package io.headrace.memory;

import java.lang.reflect.Field;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Plain, ordered and bulk access to off-heap bytes by address: the only class of Headrace that touches {@code sun.misc.Unsafe}.
 *
 * <p>Layouts are little-endian; a machine of the other order is refused when this class loads. Addresses need no
 * alignment, except for the ordered and atomic forms, which want their natural one.
 *
 * <p>With {@code -Dheadrace.memory.bounds=true} every access is checked against the live regions of {@link
 * NativeMemory} and the windows of {@link MemoryBounds}: a stray address becomes a named {@link
 * IndexOutOfBoundsException} instead of a dead JVM. Switched off (the default) the check costs nothing, for the switch
 * is a constant to the compiler.
 *
 * <p><b>Threading:</b> stateless. The ordering of an access is in its name: none for plain, {@code Acquire} and {@code
 * Release} in pairs, {@code Volatile}, {@code compareAndSet}.
 */
@SuppressWarnings({"removal", "deprecation"}) // on purpose: docs/decisions/001-raw-memory.md
public final class RawMemory {
    /** Whether every access is checked: {@code -Dheadrace.memory.bounds=true}. */
    public static final boolean BOUNDS_CHECKED = Boolean.getBoolean("headrace.memory.bounds");

    private static final sun.misc.Unsafe UNSAFE = unsafe();

    private static final long BYTES = sun.misc.Unsafe.ARRAY_BYTE_BASE_OFFSET;

    /** The longest stretch that is copied in line: the JDK's wider moves make up for the call from about here on. */
    private static final int COPIED_IN_LINE = 128;

    /** The longest stretch that is filled in line. */
    private static final int FILLED_IN_LINE = 256;

    private RawMemory() {}

    public static byte getByte(long address) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 1);
        return UNSAFE.getByte(address);
    }

    public static void putByte(long address, byte value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 1);
        UNSAFE.putByte(address, value);
    }

    public static short getShort(long address) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 2);
        return UNSAFE.getShort(address);
    }

    public static void putShort(long address, short value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 2);
        UNSAFE.putShort(address, value);
    }

    public static int getInt(long address) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 4);
        return UNSAFE.getInt(address);
    }

    public static void putInt(long address, int value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 4);
        UNSAFE.putInt(address, value);
    }

    public static long getLong(long address) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        return UNSAFE.getLong(address);
    }

    public static void putLong(long address, long value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        UNSAFE.putLong(address, value);
    }

    public static float getFloat(long address) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 4);
        return UNSAFE.getFloat(address);
    }

    public static void putFloat(long address, float value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 4);
        UNSAFE.putFloat(address, value);
    }

    public static double getDouble(long address) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        return UNSAFE.getDouble(address);
    }

    public static void putDouble(long address, double value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        UNSAFE.putDouble(address, value);
    }

    /** Reads an int; nothing after it moves before it. Pairs with {@link #putIntRelease}. */
    public static int getIntAcquire(long address) {
        int value = getInt(address);
        UNSAFE.loadFence();
        return value;
    }

    /** Writes an int; nothing before it moves after it. Pairs with {@link #getIntAcquire}. */
    public static void putIntRelease(long address, int value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 4);
        UNSAFE.putOrderedInt(null, address, value);
    }

    /** Reads a long; nothing after it moves before it. Pairs with {@link #putLongRelease}. */
    public static long getLongAcquire(long address) {
        long value = getLong(address);
        UNSAFE.loadFence();
        return value;
    }

    /** Writes a long; nothing before it moves after it. Pairs with {@link #getLongAcquire}. */
    public static void putLongRelease(long address, long value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        UNSAFE.putOrderedLong(null, address, value);
    }

    public static long getLongVolatile(long address) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        return UNSAFE.getLongVolatile(null, address);
    }

    public static void putLongVolatile(long address, long value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        UNSAFE.putLongVolatile(null, address, value);
    }

    public static boolean compareAndSetLong(long address, long expected, long value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, 8);
        return UNSAFE.compareAndSwapLong(null, address, expected, value);
    }

    /** Copies bytes between two places; they may overlap. */
    public static void copy(long from, long to, long length) {
        if (BOUNDS_CHECKED) {
            MemoryBounds.check(from, length);
            MemoryBounds.check(to, length);
        }
        UNSAFE.copyMemory(from, to, length);
    }

    /**
     * As {@link #copy}, between two places that do not overlap: the faster form for short stretches, which it copies in
     * line, for a call out of compiled code costs more than their bytes.
     */
    public static void copyApart(long from, long to, int length) {
        if (BOUNDS_CHECKED) {
            MemoryBounds.check(from, length);
            MemoryBounds.check(to, length);
        }
        if (length > COPIED_IN_LINE) UNSAFE.copyMemory(from, to, length);
        else copyInLine(null, from, to, length);
    }

    /** Copies {@code array[offset .. offset+length)} off the heap. */
    public static void copyFromArray(byte[] array, int offset, long to, int length) {
        if ((offset | length | (array.length - offset - length)) < 0)
            throw new IndexOutOfBoundsException(outside(array, offset, length));
        if (BOUNDS_CHECKED) MemoryBounds.check(to, length);
        if (length > COPIED_IN_LINE) UNSAFE.copyMemory(array, BYTES + offset, null, to, length);
        else copyInLine(array, BYTES + offset, to, length);
    }

    /**
     * At most 128 bytes in steps of 32, the last step over bytes that were copied already. No loop: lines of text differ
     * in length, and each branch that is guessed wrong costs as much as the copy. {@code base} is null for an address.
     */
    private static void copyInLine(byte @Nullable [] base, long from, long to, int length) {
        if (length >= 32) {
            copy32(base, from, to);
            if (length > 64) {
                copy32(base, from + 32, to + 32);
                if (length > 96) copy32(base, from + 64, to + 64);
            }
            copy32(base, from + length - 32, to + length - 32);
        } else if (length >= 16) {
            copy16(base, from, to);
            copy16(base, from + length - 16, to + length - 16);
        } else if (length >= 8) {
            long head = UNSAFE.getLong(base, from);
            long tail = UNSAFE.getLong(base, from + length - 8);
            UNSAFE.putLong(to, head);
            UNSAFE.putLong(to + length - 8, tail);
        } else if (length >= 4) {
            int head = UNSAFE.getInt(base, from);
            int tail = UNSAFE.getInt(base, from + length - 4);
            UNSAFE.putInt(to, head);
            UNSAFE.putInt(to + length - 4, tail);
        } else {
            for (int i = 0; i < length; i++) UNSAFE.putByte(to + i, UNSAFE.getByte(base, from + i));
        }
    }

    private static void copy32(byte @Nullable [] base, long from, long to) {
        long a = UNSAFE.getLong(base, from);
        long b = UNSAFE.getLong(base, from + 8);
        long c = UNSAFE.getLong(base, from + 16);
        long d = UNSAFE.getLong(base, from + 24);
        UNSAFE.putLong(to, a);
        UNSAFE.putLong(to + 8, b);
        UNSAFE.putLong(to + 16, c);
        UNSAFE.putLong(to + 24, d);
    }

    private static void copy16(byte @Nullable [] base, long from, long to) {
        long a = UNSAFE.getLong(base, from);
        long b = UNSAFE.getLong(base, from + 8);
        UNSAFE.putLong(to, a);
        UNSAFE.putLong(to + 8, b);
    }

    /** Copies off-heap bytes to {@code array[offset .. offset+length)}. */
    public static void copyToArray(long from, byte[] array, int offset, int length) {
        if ((offset | length | (array.length - offset - length)) < 0)
            throw new IndexOutOfBoundsException(outside(array, offset, length));
        if (BOUNDS_CHECKED) MemoryBounds.check(from, length);
        UNSAFE.copyMemory(null, from, array, BYTES + offset, length);
    }

    /** Sets bytes. Short stretches are set in line: up to JDK 21 the JDK's own form leaves Java for it. */
    public static void fill(long address, long length, byte value) {
        if (BOUNDS_CHECKED) MemoryBounds.check(address, length);
        if (length > FILLED_IN_LINE) {
            UNSAFE.setMemory(address, length, value);
            return;
        }
        long word = (value & 0xffL) * 0x0101_0101_0101_0101L;
        if (length >= 8 && length <= 32) {
            fill32(address, length, word);
            return;
        }
        long at = address;
        long end = address + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) UNSAFE.putLong(at, word);
        for (; at < end; at++) UNSAFE.putByte(at, value);
    }

    /** From 8 to 32 bytes without a loop; stores overlap. */
    private static void fill32(long address, long length, long word) {
        UNSAFE.putLong(address, word);
        UNSAFE.putLong(address + length - 8, word);
        if (length <= 16) return;
        UNSAFE.putLong(address + 8, word);
        UNSAFE.putLong(address + length - 16, word);
    }

    /** Whether two stretches hold the same bytes, compared eight at a time. */
    public static boolean equal(long left, long right, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (getLong(left + i) != getLong(right + i)) return false;
        }
        for (; i < length; i++) {
            if (getByte(left + i) != getByte(right + i)) return false;
        }
        return true;
    }

    /** Orders two stretches by their unsigned bytes; a prefix comes before what it begins. */
    public static int compare(long left, int leftLength, long right, int rightLength) {
        int shared = Math.min(leftLength, rightLength);
        int i = 0;
        for (; i + 8 <= shared; i += 8) {
            long a = getLong(left + i);
            long b = getLong(right + i);
            if (a != b) return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
        }
        for (; i < shared; i++) {
            int difference = (getByte(left + i) & 0xff) - (getByte(right + i) & 0xff);
            if (difference != 0) return difference;
        }
        return Integer.compare(leftLength, rightLength);
    }

    static long allocate(long bytes) {
        return UNSAFE.allocateMemory(bytes);
    }

    static void free(long address) {
        UNSAFE.freeMemory(address);
    }

    /** Where {@link java.nio.Buffer} keeps a field, for {@link MemoryWindow}. */
    @SuppressWarnings("deprecation") // no other way to aim a reused buffer at an address without allocating
    static long offsetOf(Field field) {
        return UNSAFE.objectFieldOffset(field);
    }

    static void putLongField(Object target, long offset, long value) {
        UNSAFE.putLong(target, offset, value);
    }

    static void putIntField(Object target, long offset, int value) {
        UNSAFE.putInt(target, offset, value);
    }

    /** What a field of an object refers to, for {@link ShortText}. */
    static Object getField(Object target, long offset) {
        return UNSAFE.getObject(target, offset);
    }

    static byte getByteField(Object target, long offset) {
        return UNSAFE.getByte(target, offset);
    }

    /** Eight bytes of an array from this one on; up to eight may lie before the first, where the head of the array is. */
    static long getLong(byte[] array, int index) {
        if (BOUNDS_CHECKED && (index < -Long.BYTES || index > array.length - Long.BYTES))
            throw new IndexOutOfBoundsException(outside(array, index, Long.BYTES));
        return UNSAFE.getLong(array, BYTES + index);
    }

    private static String outside(byte[] array, int offset, int length) {
        return "offset " + offset + ", length " + length + " of an array of " + array.length;
    }

    private static sun.misc.Unsafe unsafe() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN)
            throw new UnsupportedOperationException(
                    "Headrace runs on little-endian machines; this one is " + System.getProperty("os.arch"));
        try {
            Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (sun.misc.Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
