package io.headrace.exec.intake;

import java.time.Instant;
import java.time.InstantSource;

/** Time that a test moves. */
final class ManualClock implements InstantSource {
    long millis;

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public long millis() {
        return millis;
    }
}
