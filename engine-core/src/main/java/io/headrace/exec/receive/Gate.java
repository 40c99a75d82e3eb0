package io.headrace.exec.receive;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where threads of the user wait until something holds. Who makes it hold calls {@link #changed}, which costs a fence and a read
 * while nobody waits.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Returns when the condition holds. It is asked under a lock, so it only reads. */
    void await(BooleanSupplier holds) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.incrementAndGet();
            try {
                VarHandle.fullFence();
                // "I wait" is written before "does it hold" is read; pairs with changed()
                while (!holds.getAsBoolean()) changed.await();
            } finally {
                waiting.decrementAndGet();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What threads wait for may hold now; to be called after it was made so. */
    void changed() {
        VarHandle.fullFence(); // "it holds" before "does anybody wait"; pairs with await()
        if (waiting.get() == 0) return;
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
