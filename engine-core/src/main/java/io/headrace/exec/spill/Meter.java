package io.headrace.exec.spill;

import org.jspecify.annotations.Nullable;

/**
 * Estimates what the rows of one holder take of the heap, and asks the {@link HeapShare} for it. Only a few rows are weighed: about one in
 * so many as make {@value #STEP} bytes.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class Meter implements AutoCloseable {
    private static final int FIRST_ROWS = 16;
    private static final int MOST_ROWS = 128;
    private static final int MOST_SAMPLES = 32;
    private static final long STEP = 32 << 10;

    private final SpillScope scope;
    private final HeapShare share;
    private int left = FIRST_ROWS;
    private int step = FIRST_ROWS;
    private int samples;

    // Of many rows: a light one is weighed for many more than a heavy one, and would lead an average of few.
    private long average;

    private long weight;
    private long taken;

    /** @param scope that gives back what is taken, at the latest */
    Meter(SpillScope scope, HeapShare share) {
        this.scope = scope;
        this.share = share;
    }

    /** One more row is held; false when there is no room for it and those before. */
    public boolean add(@Nullable Object row) {
        return --left > 0 || weigh(row);
    }

    private boolean weigh(@Nullable Object row) {
        long one = Math.max(Long.BYTES, RowWeight.of(row)); // a null takes its place in the list
        samples = Math.min(MOST_SAMPLES, samples + 1);
        average += (one - average) / samples;
        weight += Math.max(one, step * average);
        step = (int) Math.max(1, Math.min(MOST_ROWS, STEP / average));
        left = step;
        return take();
    }

    private boolean take() {
        long missing = weight - share.free() - taken;
        if (missing <= 0) return true;
        long wanted = Math.max(missing, share.free());
        return take(wanted) || take(missing);
    }

    private boolean take(long bytes) {
        if (!share.tryTake(bytes)) return false;
        if (taken == 0) scope.add(this);
        taken += bytes;
        return true;
    }

    /** Nothing is held any more; what comes now is weighed anew. */
    @Override
    public void close() {
        share.giveBack(taken);
        taken = 0;
        weight = 0;
    }
}
