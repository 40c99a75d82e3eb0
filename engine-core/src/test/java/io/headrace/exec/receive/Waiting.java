package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do, with a deadline. */
final class Waiting {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Waiting() {}

    /** Does a step again and again until it holds. */
    @SuppressWarnings("ThreadPriorityCheck") // two cores
    static void until(BooleanSupplier holds, Runnable step) {
        long start = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) fail("it did not come about within the deadline");
            step.run();
            Thread.yield();
        }
    }

    static void until(BooleanSupplier holds) {
        until(holds, () -> {});
    }

    /** The thread waits for something, without a deadline of its own. */
    static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }
}
