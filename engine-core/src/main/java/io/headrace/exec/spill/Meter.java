package io.headrace.exec.spill;

import org.jspecify.annotations.Nullable;

/**
 * Estimates what the rows of one holder take of the heap, and asks the {@link HeapShare} for it. Only a few rows are weighed: about one in
 * so many as make {@value #STEP} bytes.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class Meter implements AutoCloseable {
    /** What a row takes beside itself in a map. */
    public static final int IN_MAP = 56;

    private static final int FIRST_ROWS = 16;
    private static final int MOST_ROWS = 128;
    private static final int MOST_SAMPLES = 32;
    private static final long STEP = 32 << 10;

    private final SpillScope scope;
    private final HeapShare share;
    private final long free;
    private final long grain;
    private final int beside;
    private int left;
    private int step;
    private int samples;

    // Of many rows: a light one is weighed for many more than a heavy one, and would lead an average of few.
    private long average;

    private long weight;
    private long taken;

    private Meter(SpillScope scope, HeapShare share, long free, int first, int beside) {
        this.scope = scope;
        this.share = share;
        this.free = free;
        this.grain = free == 0 ? STEP : free;
        this.beside = beside;
        left = first;
        step = first;
    }

    /**
     * For what a batch holds: a little of it need not be asked for.
     *
     * @param scope that gives back what is taken, at the latest
     * @param beside what each row takes beside itself, in the table that it is in
     */
    static Meter ofBatch(SpillScope scope, HeapShare share, int beside) {
        return new Meter(scope, share, share.free(), FIRST_ROWS, beside);
    }

    /**
     * For what outlives its batch: of that there may be very much in very many places, so everything is asked for.
     *
     * @param scope that gives back what is taken, at the latest
     * @param beside what each row takes beside itself, in the table that it is in
     */
    static Meter lasting(SpillScope scope, HeapShare share, int beside) {
        return new Meter(scope, share, 0, 1, beside);
    }

    /** One more row is held; false when there is no room for it and those before. */
    public boolean add(@Nullable Object row) {
        return --left > 0 || weigh(row);
    }

    private boolean weigh(@Nullable Object row) {
        long one = Math.max(Long.BYTES, RowWeight.of(row)) + beside; // a null takes its place in the list
        samples = Math.min(MOST_SAMPLES, samples + 1);
        average += (one - average) / samples;
        weight += Math.max(one, step * average);
        step = (int) Math.max(1, Math.min(MOST_ROWS, STEP / average));
        left = step;
        return take();
    }

    private boolean take() {
        long missing = weight - free - taken;
        if (missing <= 0) return true;
        return take(Math.max(missing, grain)) || take(missing);
    }

    private boolean take(long bytes) {
        if (!share.tryTake(bytes)) return false;
        if (taken == 0) scope.add(this);
        taken += bytes;
        return true;
    }

    /** One row less is held. */
    public void remove() {
        weight = Math.max(0, weight - average);
        giveBackBeyond(weight - free + 2 * grain);
    }

    /** No more rows come: gives back what was taken for them. */
    public void settle() {
        giveBackBeyond(weight + (step - left) * average - free);
    }

    private void giveBackBeyond(long needed) {
        long spare = taken - Math.max(0, needed);
        if (spare <= 0) return;
        share.giveBack(spare);
        taken -= spare;
    }

    /** Nothing is held any more; what comes now is weighed anew. */
    @Override
    public void close() {
        share.giveBack(taken);
        taken = 0;
        weight = 0;
    }
}
