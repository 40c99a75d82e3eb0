package io.headrace.bench.nexmark;

import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedProgram;

/**
 * Lets the time of the events pass in a program: batch after batch, as fast as they are computed, pass behind pass.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Driver {
    /** Computes one batch. */
    interface Batch {
        /**
         * Computes it.
         *
         * @param input which of the pass's batches of events it has, or {@link PreparedProgram#NOTHING}
         */
        void compute(long tick, int input) throws Exception;
    }

    private Driver() {}

    static void drive(Task task, Query query, int ticks, Batch batch) throws Exception {
        long time = 0;
        for (int pass = 0; task.meter().starts(pass); pass++) {
            for (int tick = 0; tick < ticks; tick++) batch.compute(++time, tick);
            for (int i = 0; i < query.emptyBatches(); i++)
                batch.compute(time += query.ticksBeforeEach(), PreparedProgram.NOTHING);
        }
    }
}
