package io.headrace.memory;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Off-heap memory, counted by {@link MemoryTag}. Whoever allocates also frees, with the same size and tag.
 *
 * <p>This is for start-up and for growth: the steady state recycles what it has. Pages are handed out untouched; {@link
 * #touch} makes the kernel place them, so call it on the thread that will use the memory.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class NativeMemory {
    private static final int PAGE = 4096;
    private static final MemoryTag[] TAGS = MemoryTag.values();
    private static final AtomicLongArray USED = new AtomicLongArray(TAGS.length);

    private NativeMemory() {}

    /**
     * Allocates bytes whose contents are undefined.
     *
     * @throws OutOfMemoryError when the system has none left; a {@link MemoryBudget} is there to say no before that
     */
    public static long allocate(long bytes, MemoryTag tag) {
        if (bytes <= 0) throw new IllegalArgumentException("cannot allocate " + bytes + " bytes for " + tag);
        long address = RawMemory.allocate(bytes);
        USED.addAndGet(tag.ordinal(), bytes);
        MemoryBounds.admit(address, bytes);
        return address;
    }

    /** Allocates bytes that are all zero. */
    public static long allocateZeroed(long bytes, MemoryTag tag) {
        long address = allocate(bytes, tag);
        RawMemory.fill(address, bytes, (byte) 0);
        return address;
    }

    /** Gives memory back; an address of 0 is ignored. */
    public static void free(long address, long bytes, MemoryTag tag) {
        if (address == 0) return;
        MemoryBounds.expel(address);
        USED.addAndGet(tag.ordinal(), -bytes);
        RawMemory.free(address);
    }

    /** Touches each page, so that the kernel places it on the calling thread's node now instead of later. */
    public static void touch(long address, long bytes) {
        for (long offset = 0; offset < bytes; offset += PAGE) RawMemory.putByte(address + offset, (byte) 0);
    }

    public static long used(MemoryTag tag) {
        return USED.get(tag.ordinal());
    }

    public static long used() {
        long sum = 0;
        for (int i = 0; i < TAGS.length; i++) sum += USED.get(i);
        return sum;
    }
}
