package io.headrace.exec.job;

import io.headrace.BatchProfile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;

/**
 * The profiles of the last batches, for who looks at the program. The writer never waits and allocates nothing; a reader that is
 * overtaken is told so and has nothing.
 *
 * <pre>
 *   write   stamp = 0 ──▶ copy in ──▶ stamp = number (release) ──▶ last = number (release)
 *   read    stamp is the number? (acquire) ──▶ copy out ──▶ stamp is still the number?
 * </pre>
 *
 * <p><b>Threading:</b> written by the thread of the jobs, read by any.
 */
public final class BatchHistory {
    private static final VarHandle STAMPS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long NONE = 0;

    private final BatchProfile[] places;
    private final long[] stamps;
    private volatile long last;

    public BatchHistory(int places, Supplier<BatchProfile> maker) {
        if (places < 1) throw new IllegalArgumentException("a history of " + places + " batches; give 1 or more");
        this.places = new BatchProfile[places];
        for (int i = 0; i < places; i++) this.places[i] = maker.get();
        stamps = new long[places];
    }

    /** A batch is done; its profile is given the next number. */
    void add(BatchProfile done) {
        long number = last + 1;
        done.number(number);
        int place = place(number);
        STAMPS.setOpaque(stamps, place, NONE);
        VarHandle.storeStoreFence(); // no number of the new profile may be seen under the old stamp
        places[place].copyFrom(done);
        STAMPS.setRelease(stamps, place, number);
        last = number;
    }

    /** The number of the latest; 0 before the first. */
    public long last() {
        return last;
    }

    /** Whether that batch is still known; if so, its profile is copied. */
    public boolean read(long number, BatchProfile into) {
        if (number < 1) return false;
        int place = place(number);
        if ((long) STAMPS.getAcquire(stamps, place) != number) return false;
        into.copyFrom(places[place]); // a race: what it tears is thrown away below
        VarHandle.loadLoadFence(); // the copy was read before the stamp is looked at again
        return (long) STAMPS.getOpaque(stamps, place) == number;
    }

    private int place(long number) {
        return (int) (number % places.length);
    }
}
