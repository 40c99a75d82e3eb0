package io.headrace.bench.calibrate;

import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A second thread for the measurements that need one. It looks for work without sleeping, but lets others run in between, so that
 * a single CPU is enough.
 *
 * <p><b>Threading:</b> made and asked by the thread that measures.
 */
@SuppressWarnings("ThreadPriorityCheck") // a yield is what is wanted: neither sleeping nor starving the other thread
final class Partner {
    private final Thread thread;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    private Partner(Work work) {
        thread = new Thread(() -> run(work), "calibrate-partner");
    }

    /** One look for work: whether there was any. */
    @FunctionalInterface
    interface Work {
        boolean doWork();
    }

    /** Measures while a partner works; it has ended when this returns. */
    static double beside(Work work, ToDoubleFunction<Partner> measurement) {
        Partner partner = new Partner(work);
        partner.thread.start();
        try {
            return measurement.applyAsDouble(partner);
        } finally {
            partner.end();
        }
    }

    private void run(Work work) {
        try {
            while (!over) if (!work.doWork()) Thread.yield();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Lets the partner run; for loops that wait for it. */
    void yieldTo() {
        if (failure != null) throw new IllegalStateException("the other thread of the measurement failed", failure);
        Thread.yield();
    }

    private void end() {
        over = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // memory is freed behind this: the thread has to be gone first
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
