package io.headrace.bench.legs;

import io.headrace.bench.disk.Background;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;

/**
 * Hands things to another thread, one by one, through a ring of few slots; both sides look again and again. The sum of what arrived is compared.
 *
 * <p><b>Threading:</b> the main thread gives; a thread beside it takes.
 */
abstract class Hop implements Contender {
    static final int SLOTS = 64;

    /** A pass. */
    static final int HOPS = 1 << 16;

    static final long HASH = KeyHash.of(1);

    private static final int LOOKS = 1 << 12;

    @Override
    public final void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        try (Background taking = new Background("taking", () -> takeAll(tally))) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (int i = 0; i < HOPS; i++) while (!give()) Thread.onSpinWait();
            }
            while (!task.isDone()) {
                Thread.onSpinWait();
                taking.check();
            }
        } finally {
            close();
        }
    }

    private boolean takeAll(Tally.Part tally) {
        for (int look = 0; look < LOOKS; look++) {
            int taken = take();
            if (taken > 0) tally.add(HASH, taken);
            else Thread.onSpinWait();
        }
        return true;
    }

    /** Hands the next one over; false when the ring is full. */
    abstract boolean give();

    /** Takes what there is; how many. */
    abstract int take();

    abstract void close();
}
