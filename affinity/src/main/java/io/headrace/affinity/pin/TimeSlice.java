package io.headrace.affinity.pin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Short turns on the CPU for the calling thread, until this is closed. Linux, from 6.12 on, lets a thread that wakes up and asks for short turns interrupt one
 * with longer turns, where it would otherwise wait for the next tick of the scheduler or two: four milliseconds each on many machines. How much of the CPU a thread gets
 * does not change. Older kernels take the wish and do nothing with it.
 *
 * <pre>
 *   sched_attr   0      4        8       16     20         24            32         40       48
 *               +------+--------+-------+------+----------+-------------+----------+--------+
 *               | size | policy | flags | nice | priority | runtime, ns | deadline | period |
 *               +------+--------+-------+------+----------+-------------+----------+--------+
 *                 runtime: of an ordinary thread how long its turns are; 0 for as long as those of all others
 * </pre>
 *
 * <p><b>Threading:</b> the thread whose turns they are makes it and closes it.
 */
public final class TimeSlice implements AutoCloseable {
    /** The least that the kernel takes. */
    static final long SHORT_NANOS = 100_000;

    private static final long AS_ALL_OTHERS = 0;
    private static final int ATTRIBUTE_BYTES = 48;
    private static final int POLICY_AT = 4;
    private static final int RUNTIME_AT = 24;
    private static final int ORDINARY = 0;

    private static final long SELF = 0;

    /** {@code sched_setattr}; the call that reads is the next one. */
    private static final long SET_ATTRIBUTES = number();

    private final @Nullable String whyNot;

    private TimeSlice(@Nullable String whyNot) {
        this.whyNot = whyNot;
    }

    /** Asks for short turns. Where that is not to be had nothing changes. */
    public static TimeSlice shorten() {
        return new TimeSlice(request(SHORT_NANOS));
    }

    /** As the turns of all others. */
    public static TimeSlice unchanged() {
        return new TimeSlice("nobody asked for short turns");
    }

    /** Whether the kernel took the wish. */
    public boolean isShort() {
        return whyNot == null;
    }

    /** Why it did not; null if it did. */
    public @Nullable String whyNot() {
        return whyNot;
    }

    /** How long the turns of the calling thread are; 0 where the kernel does not tell. */
    static long nanosOfCallingThread() {
        Attributes attributes = new Attributes();
        return read(attributes) == null ? attributes.fields.getLong(RUNTIME_AT) : 0;
    }

    private static @Nullable String request(long nanos) {
        String obstacle = AffinityLibrary.whyNot();
        if (obstacle != null) return obstacle;
        if (SET_ATTRIBUTES < 0) return "its call is not known on " + System.getProperty("os.arch");
        try {
            return change(nanos);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) { // JNA has plain ones too, of a native part of another version
            return "the C library cannot be called: " + e;
        }
    }

    private static @Nullable String change(long nanos) {
        Attributes attributes = new Attributes();
        String whyNot = read(attributes);
        if (whyNot != null) return whyNot;
        if (attributes.fields.getInt(POLICY_AT) != ORDINARY) return "the thread has a policy of its own";
        attributes.fields.putLong(RUNTIME_AT, nanos);
        return SchedulerCalls.syscall(SET_ATTRIBUTES, SELF, attributes.bytes, 0, 0) < 0 ? refused() : null;
    }

    private static @Nullable String read(Attributes attributes) {
        long answer = SchedulerCalls.syscall(SET_ATTRIBUTES + 1, SELF, attributes.bytes, ATTRIBUTE_BYTES, 0);
        return answer < 0 ? refused() : null;
    }

    private static String refused() {
        return "the system refuses it (error " + SchedulerCalls.lastError() + ")";
    }

    private static long number() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> 314;
            case "aarch64" -> 274;
            default -> -1;
        };
    }

    /** Turns are as long as those of all others again. */
    @Override
    public void close() {
        if (isShort()) request(AS_ALL_OTHERS);
    }

    /** The bytes of the call, and how they are read. */
    private static final class Attributes {
        final byte[] bytes = new byte[ATTRIBUTE_BYTES];
        final ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

        Attributes() {
            fields.putInt(0, ATTRIBUTE_BYTES);
        }
    }
}
