package io.headrace.bench.words;

import io.headrace.bench.fork.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the whole input as a batch whenever fewer than so many are on their way, and no dataset otherwise.
 *
 * <p><b>Threading:</b> the thread of the ticks.
 */
public final class Batches<T> {
    private final Meter meter;
    private final List<List<T>> input;
    private final int most;
    private int given;

    public Batches(Meter meter, List<List<T>> input, int most) {
        this.meter = meter;
        this.input = input;
        this.most = most;
    }

    /** The batch of a tick. */
    public @Nullable List<List<T>> batchAt(@SuppressWarnings("unused") long timeMillis) {
        if (given - meter.finished() >= most || !meter.starts(given)) return null;
        given++;
        return input;
    }
}
