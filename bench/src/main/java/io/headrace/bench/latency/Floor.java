package io.headrace.bench.latency;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.OpenLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * How late a thread is that does nothing but look at the clock, a million times a second: the machine's own jitter. With several threads the
 * others only look at the clock as well, so that each has its CPU busy, and what the machine itself has to do must be done on one of these.
 *
 * <p><b>Threading:</b> one thread is measured; the others end with it.
 */
public final class Floor implements Contender {
    private static final double RATE = 1e6;
    private static final int MOST = 1_000;

    @Override
    public void run(Task task) throws Exception {
        OpenLoop loop = new OpenLoop(task, RATE);
        OpenLoop.Part part = loop.part();
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < task.threads(); i++) others.add(keepBusy(loop));
        while (!loop.isOver()) {
            for (int due = loop.due(MOST); due > 0; due--) {
                part.record(loop.nextDue());
                loop.sent();
            }
        }
        for (Thread other : others) other.join();
        loop.conclude(task);
    }

    private static Thread keepBusy(OpenLoop loop) {
        Thread thread = new Thread(
                () -> {
                    long last = 0;
                    while (!loop.isOver()) last = Math.max(last, System.nanoTime());
                },
                "busy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
