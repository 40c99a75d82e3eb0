package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The CPU time, on both sides, for waking a thread that has parked: two threads wake each other in turn. */
final class WakeStep implements Step {
    private static final int TURNS = 20_000;

    @Override
    public String what() {
        return "waking parked threads";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) throws InterruptedException {
        int turns = effort.times(TURNS);
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        AtomicInteger turn = new AtomicInteger();
        AtomicLong otherTime = new AtomicLong();
        Thread first = Thread.currentThread();
        Thread other = new Thread(
                () -> {
                    long before = clock.getCurrentThreadCpuTime();
                    take(turn, 1, turns, first);
                    otherTime.set(clock.getCurrentThreadCpuTime() - before);
                },
                "calibrate-wake");
        other.start();
        long before = clock.getCurrentThreadCpuTime();
        take(turn, 0, turns, other);
        long ownTime = clock.getCurrentThreadCpuTime() - before;
        other.join();
        return Map.of(Cost.WAKE, (double) (ownTime + otherTime.get()) / (2.0 * turns));
    }

    private static void take(AtomicInteger turn, int own, int turns, Thread other) {
        for (int i = 0; i < turns; i++) {
            while (turn.get() != own) LockSupport.park(turn);
            turn.set(1 - own);
            LockSupport.unpark(other);
        }
    }
}
