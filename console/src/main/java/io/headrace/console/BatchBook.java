package io.headrace.console;

import io.headrace.BatchProfile;
import io.headrace.Inspection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of single batches: the last ones, and the slowest of the last minutes. Only so many are kept, and those that were seen;
 * who looks too rarely misses some, which is counted.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class BatchBook {
    static final int LAST = 120;
    static final int SLOWEST = 12;
    private static final long SLOW_MILLIS = 600_000;
    private static final Comparator<BatchProfile> BY_TIME = Comparator.comparingLong(BatchBook::total);

    private final Inspection running;
    private final BatchProfile buffer;
    private final Deque<BatchProfile> last = new ArrayDeque<>();
    private final List<BatchProfile> slowest = new ArrayList<>();
    private long seen;
    private long missed;

    BatchBook(Inspection running) {
        this.running = running;
        buffer = running.newProfile();
    }

    /** Sees each batch that is new. */
    @FunctionalInterface
    interface Visitor {
        void batch(BatchProfile profile);
    }

    void readNew(Visitor visitor) {
        long newest = running.lastBatch();
        while (seen < newest) {
            seen++;
            if (!running.read(seen, buffer)) {
                missed++;
                continue;
            }
            visitor.batch(buffer);
            keep(buffer);
        }
    }

    private void keep(BatchProfile profile) {
        BatchProfile place = last.size() < LAST ? running.newProfile() : last.removeFirst();
        place.copyFrom(profile);
        last.addLast(place);
        Iterator<BatchProfile> old = slowest.iterator();
        while (old.hasNext()) {
            if (old.next().timeMillis() < profile.timeMillis() - SLOW_MILLIS) old.remove();
        }
        boolean isSlow = slowest.size() < SLOWEST || total(profile) > total(slowest.get(slowest.size() - 1));
        if (!isSlow) return;
        slowest.add(profile.copy());
        slowest.sort(BY_TIME.reversed());
        if (slowest.size() > SLOWEST) slowest.remove(SLOWEST);
    }

    static long total(BatchProfile profile) {
        return profile.schedulingNanos() + profile.processingNanos();
    }

    /** Newest first. */
    List<BatchProfile> last(int most) {
        List<BatchProfile> found = new ArrayList<>();
        Iterator<BatchProfile> from = last.descendingIterator();
        while (from.hasNext() && found.size() < most) found.add(from.next());
        return found;
    }

    /** Slowest first. */
    List<BatchProfile> slowest() {
        return slowest;
    }

    /** How many were not seen one by one. */
    long missed() {
        return missed;
    }

    /** The batch of that number; null when it is not known any more. */
    @Nullable
    BatchProfile find(long number) {
        for (BatchProfile profile : last) if (profile.number() == number) return profile;
        for (BatchProfile profile : slowest) if (profile.number() == number) return profile;
        BatchProfile profile = running.newProfile();
        return running.read(number, profile) ? profile : null;
    }
}
