package io.headrace.memory.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Asserts that a piece of work allocates nothing on the heap of the calling thread. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 20_000;
    private static final int COUNTED = 10_000;
    private static final int ATTEMPTS = 5;

    private Allocation() {}

    /** Warms the work up, then counts; the JIT's own hand-overs are forgiven, a byte per call is not. */
    public static void assertNone(String what, Runnable work) {
        assertNone(what, WARM_UP, COUNTED, work);
    }

    /** As {@link #assertNone(String, Runnable)}, for work that is too heavy to repeat so often. */
    public static void assertNone(String what, int warmUp, int counted, Runnable work) {
        for (int i = 0; i < warmUp; i++) work.run();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least != 0; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < counted; i++) work.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least)
                .as("heap bytes allocated by %d calls of %s", counted, what)
                .isZero();
    }
}
