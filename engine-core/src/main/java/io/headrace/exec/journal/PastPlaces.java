package io.headrace.exec.journal;

import io.headrace.wal.format.Position;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * From where on the log is needed by batches of the past: of each roll, the first batch that needs nothing before it. The log is trimmed
 * roll by roll, so more need not be known, and nothing is made from batch to batch.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class PastPlaces {
    private record Place(long timeMillis, long position) {}

    private final ArrayDeque<Place> places = new ArrayDeque<>();
    private @Nullable Place oldest;

    public PastPlaces() {}

    /** These, to go on from. */
    public PastPlaces(PastPlaces known) {
        places.addAll(known.places);
        oldest = known.oldest;
    }

    /**
     * A batch is committed; times grow.
     *
     * @param position neither this batch nor a later one needs what stands before; or no later one does
     */
    public void add(long timeMillis, long position) {
        long from = timeMillis;
        Place last = places.peekLast();
        while (last != null && Position.ordinal(last.position) > Position.ordinal(position)) {
            from = last.timeMillis;
            places.removeLast();
            last = places.peekLast();
        }
        Place known = last == null ? oldest : last;
        boolean isSameRoll = known != null && Position.ordinal(known.position) == Position.ordinal(position);
        if (!isSameRoll) places.addLast(new Place(from, position));
    }

    /** From where on batches later than this time need the log; what is asked for later is not earlier. */
    public long neededFrom(long timeMillis) {
        for (Place next = places.peekFirst(); next != null && next.timeMillis <= timeMillis; next = places.peekFirst())
            oldest = places.removeFirst();
        return oldest == null ? Position.START : oldest.position;
    }
}
