package io.headrace.bench.latency;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.OpenLoop;

/** How late a thread is that does nothing but look at the clock, a million times a second: the machine's own jitter. */
public final class Floor implements Contender {
    private static final double RATE = 1e6;
    private static final int MOST = 1_000;

    @Override
    public void run(Task task) throws Exception {
        OpenLoop loop = new OpenLoop(task, RATE);
        OpenLoop.Part part = loop.part();
        while (!loop.isOver()) {
            for (int due = loop.due(MOST); due > 0; due--) {
                part.record(loop.nextDue());
                loop.sent();
            }
        }
        loop.conclude(task);
    }
}
