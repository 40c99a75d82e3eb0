package io.headrace.wal;

import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets a test choose a {@link CrashPoint}. {@code -Dheadrace.crash.point=BEFORE_COMMIT:3} halts the JVM, as {@code kill -9} would, when that
 * place is reached the third time; {@code -Dheadrace.fault.point=BEFORE_SYNC:3} lets the disk fail there at the third time, and
 * {@code BEFORE_SYNC:3-5,IN_PRUNE:1} at the third, fourth and fifth, and at another place as well. Without these properties it costs nothing: what asks is a constant that is false.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class CrashPoints {
    /** What the process ends with when it dies here. */
    public static final int EXIT_CODE = 77;

    /** What a disk says that fails here. */
    public static final String FAULT = "Input/output error (a test wants it)";

    private static final List<Chosen> DEATHS = Chosen.of("headrace.crash.point");
    private static final List<Chosen> FAILURES = Chosen.of("headrace.fault.point");
    private static final boolean ON = !DEATHS.isEmpty() || !FAILURES.isEmpty();

    /** A place, and the times at which it counts. */
    private record Chosen(CrashPoint point, long first, long last, AtomicLong reached) {
        static List<Chosen> of(String property) {
            List<Chosen> all = new ArrayList<>();
            String value = System.getProperty(property, "");
            for (String one : value.split(",", -1)) if (!one.isEmpty()) all.add(parse(one));
            return List.copyOf(all);
        }

        private static Chosen parse(String value) {
            String[] parts = value.split(":", 2);
            String[] times = (parts.length == 1 ? "1" : parts[1]).split("-", 2);
            long first = Long.parseLong(times[0]);
            long last = times.length == 1 ? first : Long.parseLong(times[1]);
            return new Chosen(CrashPoint.valueOf(parts[0]), first, last, new AtomicLong());
        }

        boolean isIt(CrashPoint place) {
            if (place != point) return false;
            long times = reached.incrementAndGet();
            return times >= first && times <= last;
        }
    }

    private CrashPoints() {}

    /** This is that place. */
    public static void at(CrashPoint point) {
        if (ON) reached(point);
    }

    /**
     * This is that place, and the disk may fail at it.
     *
     * @throws IOException when a test wants it
     */
    public static void io(CrashPoint point) throws IOException {
        if (!ON) return;
        reached(point);
        if (!point.mayFail())
            throw new IllegalStateException(point + " is not marked as a place where the disk may fail");
        for (Chosen failure : FAILURES) if (failure.isIt(point)) throw new IOException(FAULT);
    }

    static void before(RecordType type) {
        if (ON) reached(CrashPoint.before(type));
    }

    static void in(RecordType type) throws IOException {
        if (!ON) return;
        CrashPoint point = CrashPoint.in(type);
        if (point != null) io(point);
    }

    static void after(RecordType type) {
        if (ON) reached(CrashPoint.after(type));
    }

    private static void reached(@Nullable CrashPoint point) {
        if (point == null) return;
        for (Chosen death : DEATHS) if (death.isIt(point)) Runtime.getRuntime().halt(EXIT_CODE);
    }
}
