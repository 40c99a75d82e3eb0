package io.headrace.exec.intake;

import io.headrace.exec.journal.ContextSettings;
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

    private final ContextSettings settings;
    private final InstantSource clock;
    private long next;

    Ticks(ContextSettings settings, InstantSource clock, long lastTick) {
        this.settings = settings;
        this.clock = clock;
        this.next = lastTick + 1;
    }

    long next() {
        return next;
    }

    /** The latest tick whose time has come. */
    long due() {
        return Math.floorDiv(clock.millis() - settings.zeroMillis(), settings.batchMillis());
    }

    void used(long tick) {
        next = tick + 1;
    }

    long timeOf(long tick) {
        return settings.timeOf(tick);
    }

    /** How long it may be until the next tick is due. */
    long nanosToNext() {
        long millis = timeOf(next) - clock.millis();
        if (millis <= 0) return 0;
        return Math.max(NEAR_NANOS, TimeUnit.MILLISECONDS.toNanos(millis - 1));
    }
}
