package io.headrace.wal;

import io.headrace.wal.format.RecordType;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Places at which a test lets the process die, as {@code kill -9} would: before and after each write of the commit protocol. {@code
 * -Dheadrace.crash.point="before COMMIT:3"} halts the JVM when that place is reached the third time. Without the property it costs nothing:
 * what asks is a constant that is false.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class CrashPoints {
    /** What the process ends with when it dies here. */
    public static final int EXIT_CODE = 77;

    private static final @Nullable String WANTED = System.getProperty("headrace.crash.point");
    private static final boolean ON = WANTED != null;
    private static final String NAME = ON && WANTED != null ? WANTED.substring(0, WANTED.lastIndexOf(':')) : "";
    private static final AtomicInteger LEFT = new AtomicInteger(
            ON && WANTED != null ? Integer.parseInt(WANTED.substring(WANTED.lastIndexOf(':') + 1)) : 0);

    private CrashPoints() {}

    /** This is the place of that name. */
    public static void at(String name) {
        if (ON) reached(name);
    }

    static void before(RecordType type) {
        if (ON) reached("before " + type);
    }

    static void after(RecordType type) {
        if (ON) reached("after " + type);
    }

    private static void reached(String name) {
        if (name.equals(NAME) && LEFT.decrementAndGet() == 0)
            Runtime.getRuntime().halt(EXIT_CODE);
    }
}
