package io.headrace.wal.chronicle;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The few calls of the system that the log and Chronicle's queue make, bound to the C library when this class is initialised. The names are the C
 * library's own.
 *
 * <p><b>Threading:</b> any thread; {@link #lastError} is of the calling one.
 */
final class SystemCalls {
    static {
        Native.register(SystemCalls.class, NativeLibrary.getProcess());
    }

    private SystemCalls() {}

    /** @param path ends with a zero */
    static native int open(byte[] path, int flags, int mode);

    static native int close(int descriptor);

    static native int fallocate(int descriptor, int mode, long offset, long length);

    static native int madvise(long address, long length, int advice);

    static native int msync(long address, long length, int mode);

    static native long mmap(long address, long length, int protection, int flags, int descriptor, long offset);

    /** Why the last of these calls failed. */
    static int lastError() {
        return Native.getLastError();
    }

    /**
     * Binds them.
     *
     * @return false where that cannot be: there is no JNA, its native part does not load, or the C library has no such calls
     */
    static boolean areThere() {
        try {
            return Native.POINTER_SIZE == Long.BYTES && lastError() >= 0;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) { // JNA has plain ones too, of a native part of another version
            return false;
        }
    }
}
