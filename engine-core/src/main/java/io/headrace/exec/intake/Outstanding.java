package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.LongRing;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The batches that were handed over and are not committed, in order, and the ones that are free to be used again.
 *
 * <p><b>Threading:</b> the intake.
 */
final class Outstanding {
    private final int streams;
    private final int limit;
    private final ArrayDeque<Batch> handed = new ArrayDeque<>();
    private final ArrayDeque<Batch> free = new ArrayDeque<>();
    private final LongRing places = new LongRing(); // of their ALLOCs

    Outstanding(int streams, int limit) {
        this.streams = streams;
        this.limit = limit;
    }

    boolean isFull() {
        return handed.size() >= limit;
    }

    int size() {
        return handed.size();
    }

    boolean isEmpty() {
        return handed.isEmpty();
    }

    /** A batch to be filled. */
    Batch take() {
        Batch used = free.poll();
        return used != null ? used : new Batch(streams);
    }

    /** One that was taken, and is not needed. */
    void giveBack(Batch batch) {
        free.add(batch);
    }

    void hand(Batch batch, long allocPlace) {
        handed.add(batch);
        places.add(allocPlace);
    }

    /** The one to be committed next. */
    @Nullable
    Batch first() {
        return handed.peek();
    }

    /** Where the ALLOC of the oldest one stands; {@link TrimPoint#NOTHING_NEEDED} without any. */
    long firstPlace() {
        return places.isEmpty() ? TrimPoint.NOTHING_NEEDED : places.first();
    }

    /** The first one is committed. */
    void committed() {
        places.removeFirst();
        free.add(handed.remove());
    }
}
