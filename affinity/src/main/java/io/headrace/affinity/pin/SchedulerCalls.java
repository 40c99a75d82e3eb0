package io.headrace.affinity.pin;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The one call of the C library by which any call of the system can be made, for those that it has no function of its own for.
 *
 * <p><b>Threading:</b> any thread; {@link #lastError} is of the calling one.
 */
final class SchedulerCalls {
    static {
        Native.register(SchedulerCalls.class, NativeLibrary.getProcess());
    }

    private SchedulerCalls() {}

    /** Makes a call with four arguments, of which it may look at fewer; negative when it failed. */
    static native long syscall(long number, long first, byte[] second, long third, long fourth);

    /** Why the last of these calls failed. */
    static int lastError() {
        return Native.getLastError();
    }
}
