package io.headrace.affinity.wait;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How a thread that has nothing to do sleeps. A sleep may end early; a call for a thread that is about to sleep, or sleeps no longer, must
 * not be lost: the next sleep ends at once.
 *
 * <p><b>Threading:</b> the owner sleeps; any thread may wake it.
 */
public interface Sleep {
    /** Parks the thread. */
    Sleep PARKED = new Sleep() {
        @Override
        public void sleep(long stepNanos, long mostNanos) {
            LockSupport.parkNanos(this, Math.min(stepNanos, mostNanos));
        }

        @Override
        public void wake(@Nullable Thread sleeper) {
            LockSupport.unpark(sleeper);
        }
    };

    /**
     * Sleeps until it is woken.
     *
     * @param stepNanos how long work that comes without a call may be overlooked
     * @param mostNanos until the owner's next deadline
     */
    void sleep(long stepNanos, long mostNanos);

    /** Ends the sleep of that thread, or the next one; without a thread nobody sleeps yet. */
    void wake(@Nullable Thread sleeper);
}
