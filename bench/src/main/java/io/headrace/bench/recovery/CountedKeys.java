package io.headrace.bench.recovery;

import io.headrace.source.BatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Batches of keys: each key once, so that all have a state; then a hundredth of them in each batch, drawn at random.
 *
 * <p><b>Threading:</b> the thread of the ticks.
 */
final class CountedKeys implements BatchSource<Long> {
    private static final long serialVersionUID = 1;
    /** Keys that a batch brings while not all are there: more than are touched later, so that the two can be told apart. */
    static final int FILL = 200_000;

    private final int keys;
    private int filled;

    CountedKeys(int keys) {
        this.keys = keys;
    }

    /** Records of a batch when all keys are there. */
    static int touched(int keys) {
        return Math.max(1, keys / 100);
    }

    @Override
    public List<List<Long>> batchAt(long timeMillis) {
        List<Long> batch = new ArrayList<>();
        if (filled < keys) {
            for (int end = Math.min(keys, filled + FILL); filled < end; filled++) batch.add((long) filled);
        } else {
            SplittableRandom random = new SplittableRandom(timeMillis);
            for (int i = 0; i < touched(keys); i++) batch.add((long) random.nextInt(keys));
        }
        return List.of(batch);
    }
}
