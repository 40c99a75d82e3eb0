package io.headrace.exec.sink;

import java.util.function.BooleanSupplier;

/**
 * Lets batches through one after another, in their order, whichever thread brings them.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Turns {
    private static final long LOOK_MILLIS = 10;

    private final BooleanSupplier isOver;
    private long next;

    /** @param isOver whether the context is stopping: then nobody waits any more */
    Turns(BooleanSupplier isOver) {
        this.isOver = isOver;
    }

    /** Waits until all turns before this one are over. */
    synchronized void await(long turn) throws InterruptedException {
        while (next < turn) {
            if (isOver.getAsBoolean())
                throw new InterruptedException("the context is stopping, and a batch before did not reach the sink");
            wait(LOOK_MILLIS);
        }
    }

    /** This turn is over. */
    synchronized void over(long turn) {
        if (next != turn) throw new IllegalStateException("turn " + turn + " is over, and it is the turn of " + next);
        next = turn + 1;
        notifyAll();
    }
}
