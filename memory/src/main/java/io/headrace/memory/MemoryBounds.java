package io.headrace.memory;

import java.util.Arrays;

/**
 * What {@link RawMemory} may touch while its bounds are checked: the regions of {@link NativeMemory}, and windows over
 * memory that somebody else owns (a mapped file, a direct buffer).
 *
 * <p>A check searches sorted arrays that are replaced, never changed, and looks first where it found such an address
 * before: it allocates nothing and takes no lock. While checking is off, everything here is a no-op.
 *
 * <p><b>Threading:</b> any thread may check; regions change under a lock; a {@link Window} is moved by its owner.
 */
public final class MemoryBounds {
    private static volatile Regions regions = new Regions(new long[0], new long[0]);
    private static volatile Window[] windows = {};

    private MemoryBounds() {}

    /** Fails unless {@code [address, address+length)} lies in one live region or window. */
    static void check(long address, long length) {
        if (length > 0 && regions.contain(address, length)) return;
        checkRest(address, length);
    }

    private static void checkRest(long address, long length) {
        if (length < 0) throw new IndexOutOfBoundsException("negative length " + length);
        if (length == 0) return;
        for (Window window : windows) {
            if (window.contains(address, length)) return;
        }
        throw new IndexOutOfBoundsException("no live region holds " + length + " bytes at 0x"
                + Long.toHexString(address) + ": outside its region, or freed before");
    }

    static synchronized void admit(long address, long length) {
        if (RawMemory.BOUNDS_CHECKED) regions = regions.with(address, length);
    }

    static synchronized void expel(long address) {
        if (RawMemory.BOUNDS_CHECKED) regions = regions.without(address);
    }

    /** Opens a window over foreign memory; it shows nothing until it is moved. Close it when done. */
    public static synchronized Window openWindow() {
        Window window = new Window();
        if (RawMemory.BOUNDS_CHECKED) {
            Window[] more = Arrays.copyOf(windows, windows.length + 1);
            more[windows.length] = window;
            windows = more;
        }
        return window;
    }

    private static synchronized void close(Window window) {
        windows = Arrays.stream(windows).filter(w -> w != window).toArray(Window[]::new);
    }

    /** A stretch of foreign memory that may be touched until the window moves on. Moving it allocates nothing. */
    public static final class Window implements AutoCloseable {
        private volatile long base;
        private volatile long length;

        private Window() {}

        /** Shows {@code [address, address+length)} and nothing else. */
        public void move(long address, long length) {
            if (!RawMemory.BOUNDS_CHECKED) return;
            this.length = 0;
            this.base = address;
            this.length = length;
        }

        private boolean contains(long address, long wanted) {
            long offset = address - base;
            return offset >= 0 && wanted <= length - offset;
        }

        @Override
        public void close() {
            if (RawMemory.BOUNDS_CHECKED) MemoryBounds.close(this);
        }
    }

    /** Disjoint regions by ascending base address. */
    private static final class Regions {
        private static final int HINT_SHIFT = 12; // addresses of a page share a hint
        private static final int HINTS = 64;

        private final long[] bases;
        private final long[] lengths;

        /** Where the regions of some addresses were found: any value is right, for what it points to is checked. */
        private final int[] hints = new int[HINTS];

        Regions(long[] bases, long[] lengths) {
            this.bases = bases;
            this.lengths = lengths;
        }

        boolean contain(long address, long length) {
            int hint = (int) (address >>> HINT_SHIFT) & (HINTS - 1);
            return holds(hints[hint], address, length) || find(hint, address, length);
        }

        private boolean find(int hint, long address, long length) {
            int at = Arrays.binarySearch(bases, address);
            int candidate = at >= 0 ? at : -at - 2;
            if (candidate < 0 || !holds(candidate, address, length)) return false;
            hints[hint] = candidate;
            return true;
        }

        private boolean holds(int candidate, long address, long length) {
            if (candidate >= bases.length) return false;
            long offset = address - bases[candidate];
            return offset >= 0 && length <= lengths[candidate] - offset;
        }

        Regions with(long address, long length) {
            int at = -Arrays.binarySearch(bases, address) - 1;
            return new Regions(inserted(bases, at, address), inserted(lengths, at, length));
        }

        Regions without(long address) {
            int at = Arrays.binarySearch(bases, address);
            if (at < 0) throw new IllegalStateException("no region begins at 0x" + Long.toHexString(address));
            return new Regions(removed(bases, at), removed(lengths, at));
        }

        private static long[] inserted(long[] values, int at, long value) {
            long[] more = new long[values.length + 1];
            System.arraycopy(values, 0, more, 0, at);
            more[at] = value;
            System.arraycopy(values, at, more, at + 1, values.length - at);
            return more;
        }

        private static long[] removed(long[] values, int at) {
            long[] fewer = new long[values.length - 1];
            System.arraycopy(values, 0, fewer, 0, at);
            System.arraycopy(values, at + 1, fewer, at, fewer.length - at);
            return fewer;
        }
    }
}
