package io.headrace.exec.intake;

import io.headrace.exec.batch.LongRing;
import io.headrace.exec.journal.Recovered;
import io.headrace.wal.format.Position;

/**
 * Holds the log back for state that has no checkpoint: as long as a restart needs the changes of a batch, that batch's roll stays. One
 * place a roll is remembered, for rolls go as a whole.
 *
 * <p><b>Threading:</b> the intake.
 */
final class DeltaHold {
    private final TrimPoint.Hold hold;
    private final LongRing ticks = new LongRing();
    private final LongRing places = new LongRing();
    private long lastRoll = -1;

    /** @param firstDelta where the first batch stands that has changes in the log, or {@link Recovered#NO_DELTA} */
    DeltaHold(TrimPoint.Hold hold, long firstDelta) {
        this.hold = hold;
        hold.release();
        if (firstDelta == Recovered.NO_DELTA) return;
        note(0, firstDelta);
        hold.at(firstDelta);
    }

    /**
     * A batch with changes is committed.
     *
     * @param place of its ALLOC
     * @param oldestNeeded the tick of the oldest batch whose changes a restart needs
     */
    void committed(long tick, long place, long oldestNeeded) {
        note(tick, place);
        while (ticks.size() > 1 && ticks.get(1) <= oldestNeeded) {
            ticks.removeFirst();
            places.removeFirst();
        }
        hold.at(places.first());
    }

    private void note(long tick, long place) {
        long roll = Position.ordinal(place);
        if (roll == lastRoll) return;
        lastRoll = roll;
        ticks.add(tick);
        places.add(place);
    }
}
