package io.headrace.bench.openloop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A schedule of several rates, one behind the other, as parts of the greatest rate, which a warm-up tells before. All records of a phase are sent
 * before those of the next one, however late: nothing is left out. What is sent in the first two seconds is not counted: the compiler makes the
 * path of a scheduled record then, which the warm-up did not go.
 *
 * <p><b>Threading:</b> one source; one sink calls {@link #arrived}; any thread asks how far it is.
 */
public final class PhasedLoad implements Schedule {
    private static final double SECOND = 1e9;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final WarmUp warmUp;
    private final List<Phase> phases = new ArrayList<>();
    private final long keys;
    private final Slices slices;
    private final Slices uncounted = new Slices(SETTLE_NANOS, 1);

    // The source's.
    private int phase;
    private long phaseBegin;
    private long phaseRecords;
    private double nanosOfRecord;
    private long sentInPhase;
    private long taken;

    private volatile long begin = Long.MAX_VALUE;
    private volatile double greatestRate;
    private volatile long allSent = -1;

    /**
     * So long at a part of the greatest rate.
     *
     * @param load the part, more than 1 for an overload
     */
    public record Phase(double load, long nanos) {}

    /** @param slices get the latencies of all phases */
    public PhasedLoad(double warmUpSeconds, List<Phase> phases, long keys, Slices slices) {
        this.warmUp = new WarmUp(Math.round(warmUpSeconds * SECOND));
        this.phases.add(new Phase(phases.get(0).load(), SETTLE_NANOS));
        this.phases.addAll(phases);
        this.keys = keys;
        this.slices = slices;
    }

    @Override
    public int due(int most) {
        long now = System.nanoTime();
        if (begin == Long.MAX_VALUE) {
            int due = warmUp.due(now, most);
            if (due != WarmUp.OVER) return due;
            greatestRate = warmUp.greatestRate();
            phaseBegin = now;
            beginPhase();
            begin = now + SETTLE_NANOS;
            return 0;
        }
        while (phase < phases.size() && sentInPhase == phaseRecords) {
            phaseBegin += phases.get(phase).nanos();
            phase++;
            beginPhase();
        }
        if (now < phaseBegin || phase == phases.size()) return 0;
        long all = Math.min(phaseRecords, (long) ((now - phaseBegin) / nanosOfRecord) + 1);
        return (int) Math.min(most, all - sentInPhase);
    }

    private void beginPhase() {
        sentInPhase = 0;
        if (phase == phases.size()) {
            allSent = taken;
            return;
        }
        double rate = Math.max(1, greatestRate * phases.get(phase).load());
        nanosOfRecord = SECOND / rate;
        phaseRecords = Math.max(1, Math.round(phases.get(phase).nanos() / nanosOfRecord));
    }

    @Override
    public long nextDue() {
        return begin == Long.MAX_VALUE ? warmUp.begin() : phaseBegin + (long) (sentInPhase * nanosOfRecord);
    }

    @Override
    public long nextKey() {
        return OpenLoop.key(taken, keys);
    }

    @Override
    public void sent() {
        taken++;
        if (begin != Long.MAX_VALUE) sentInPhase++;
        else warmUp.sent();
    }

    /** A record that was meant to be sent then is in the sink now. */
    public void arrived(long due) {
        long from = begin;
        if (from == Long.MAX_VALUE) warmUp.arrived();
        else (due < from ? uncounted : slices).record(due - from, System.nanoTime() - due);
    }

    /** From when on it is counted; the greatest number while that is not known. */
    public long begin() {
        return begin;
    }

    /** Records a second that were taken at most; known when the first phase has begun. */
    public double greatestRate() {
        return greatestRate;
    }

    /** How many records were sent in all, those of the warm-up included; -1 while there are more to come. */
    public long allSent() {
        return allSent;
    }
}
