package io.headrace.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the closing of a log and an append apart: who closes shuts the gate and waits for the append that is inside.
 *
 * <p><b>Threading:</b> {@link #enter} and {@link #leave} by the writer; {@link #shut} and {@link #isShut} by any thread.
 */
final class AppendGate {
    private static final VarHandle INSIDE;
    private static final long DEADLINE_SECONDS = 30;
    private static final long POLL_NANOS = 20_000;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(AppendGate.class, "inside", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // by INSIDE
    private boolean inside;

    private volatile boolean shut;

    /** Volatile, and before the gate is looked at: either the writer sees that it is shut, or the other one sees the writer. */
    void enter() {
        INSIDE.setVolatile(this, true);
    }

    void leave() {
        INSIDE.setRelease(this, false);
    }

    boolean isShut() {
        return shut;
    }

    /** Lets nobody in any more; false when the one who is inside does not leave. */
    boolean shut() {
        shut = true;
        long start = System.nanoTime();
        while ((boolean) INSIDE.getAcquire(this)) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS)) return false;
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
