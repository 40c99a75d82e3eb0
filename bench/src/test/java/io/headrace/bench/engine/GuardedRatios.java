package io.headrace.bench.engine;

import com.sun.management.ThreadMXBean;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Word count over the same blocks by the exact scalar loop and by the engine, whose pipeline is the fourth of this JVM, in turn. Compared is how long the
 * thread had a CPU, so that neighbours count little; a round gives the median, and the best of some rounds is answered: a slow
 * machine has a good round now and then, slow code has none.
 *
 * <p><b>Threading:</b> the main thread.
 */
public final class GuardedRatios implements Contender {
    static final String SPEED = "engine / loop";
    static final String ALLOCATED = "allocated";

    /** A round that reaches these is the last: of the loop's speed, and bytes a batch of a quarter of a million words. */
    static final double LEAST = 0.4;

    static final double MOST_ALLOCATED = 2_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BLOCKS = 2;
    private static final int HEATING = 60;
    private static final int ROUNDS = 8;
    private static final int TURNS = 9;

    /** A batch. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    @Override
    public void run(Task task) throws Exception {
        try (PreparedLines lines = new PreparedLines(BLOCKS);
                WordTable table = new WordTable()) {
            Work loop = () -> {
                table.clear();
                HandLoops.scalar(lines.bytes(), table);
            };
            for (int i = 0; i < HEATING; i++) loop.run();
            for (int kind = 1; kind < Pipelines.KINDS; kind++) {
                try (Pipelines other = new Pipelines(kind, lines)) {
                    for (int i = 0; i < HEATING; i++) other.batch().release();
                }
            }
            try (Pipelines engine = new Pipelines(0, lines)) {
                Work batch = () -> engine.batch().release();
                for (int i = 0; i < HEATING; i++) batch.run();
                compare(task, loop, batch);
            }
        }
    }

    private static void compare(Task task, Work loop, Work batch) throws Exception {
        double best = 0;
        double leastAllocated = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            double[] speeds = new double[TURNS];
            double[] allocated = new double[TURNS];
            for (int turn = 0; turn < TURNS; turn++) {
                double byHand = nanos(loop);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                speeds[turn] = byHand / nanos(batch);
                allocated[turn] = (double) (THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            best = Math.max(best, median(speeds));
            leastAllocated = Math.min(leastAllocated, median(allocated));
            if (best >= LEAST && leastAllocated <= MOST_ALLOCATED) break;
        }
        task.answer(SPEED, best, "");
        task.answer(ALLOCATED, leastAllocated, "B");
    }

    private static double nanos(Work work) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        return Math.max(1, THREADS.getCurrentThreadCpuTime() - start);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
