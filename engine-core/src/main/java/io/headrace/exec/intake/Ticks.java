package io.headrace.exec.intake;

import io.headrace.exec.journal.ContextSettings;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Which tick is due. Ticks only go forward: while a clock that stepped back shows a time that was used up, none is.
 *
 * <p><b>Threading:</b> the intake.
 */
final class Ticks {
    /** So long before a tick the clock is looked at often, for it counts milliseconds only. */
    private static final long NEAR_NANOS = 50_000;

    /** A thread that sleeps until a tick is to wake so long before: where the millisecond begins is known as well as that. */
    private static final long EARLY_NANOS = 100_000;

    private static final long BEHIND_MILLIS = 1_000;

    private final ContextSettings settings;
    private final InstantSource clock;
    private long next;

    private final boolean isSystem;
    private final MillisPhase phase = new MillisPhase();

    Ticks(ContextSettings settings, InstantSource clock, long lastTick) {
        this.settings = settings;
        this.clock = clock;
        this.next = lastTick + 1;
        isSystem = clock.equals(InstantSource.system()) || clock.equals(Clock.systemUTC());
    }

    long next() {
        return next;
    }

    /** The latest tick whose time has come. */
    long due() {
        return Math.floorDiv(clock.millis() - settings.zeroMillis(), settings.batchMillis());
    }

    /** For how long the next tick has been due; 0 when its time has not come. */
    long overdueNanos() {
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, due() - next) * settings.batchMillis());
    }

    /** Whether the clock shows a time well before the last tick's; a last batch is cut up to an interval early. */
    boolean isClockBehind() {
        long behind = timeOf(next - 1) - clock.millis();
        return behind > Math.max(BEHIND_MILLIS, 2 * settings.batchMillis());
    }

    void used(long tick) {
        next = tick + 1;
    }

    long timeOf(long tick) {
        return settings.timeOf(tick);
    }

    /** How long it may be until the next tick is due. */
    long nanosToNext() {
        long now = clock.millis();
        long millis = timeOf(next) - now;
        if (millis <= 0) return 0;
        if (!isSystem) return Math.max(NEAR_NANOS, TimeUnit.MILLISECONDS.toNanos(millis - 1));
        long nanos = System.nanoTime();
        phase.look(now, nanos);
        return Math.max(NEAR_NANOS, phase.beginOf(timeOf(next)) - nanos - EARLY_NANOS);
    }
}
