package io.headrace.exec.job;

import io.headrace.exec.rdd.BatchRdds;
import io.headrace.exec.role.Agent;
import java.util.Queue;
import org.jctools.queues.SpscArrayQueue;

/**
 * Runs the outputs of batches beside the thread of the jobs, which goes on with the next batch meanwhile: one lane for each batch that may
 * be under way at once.
 *
 * <p><b>Threading:</b> as {@link Agent}; {@link #hand} by the thread of the jobs.
 */
public final class OutputLane implements Agent {
    private static final int ONE = 2; // the least that the queue takes; there is never more than one batch in a lane

    private final int index;
    private final BatchRdds rdds;
    private final Runnable wakeJobs;
    private final Queue<BatchRun> runs = new SpscArrayQueue<>(ONE);
    private Runnable wake = () -> {};
    private final BatchRunner runner;

    /** @param rdds whose actions run on this lane's thread */
    public OutputLane(int index, BatchRdds rdds, Runnable wakeJobs, BatchRunner runner) {
        this.index = index;
        this.rdds = rdds;
        this.wakeJobs = wakeJobs;
        this.runner = runner;
    }

    /** Before the threads start: how this lane's thread is woken. */
    public void wakes(Runnable waker) {
        wake = waker;
    }

    void hand(BatchRun run) {
        if (!runs.offer(run)) throw new IllegalStateException("output lane " + index + " has a batch already");
        wake.run();
    }

    @Override
    public String roleName() {
        return "output " + index;
    }

    @Override
    public int doWork() throws Exception {
        BatchRun run = runs.poll();
        if (run == null) return 0;
        runner.outputs(run, rdds);
        run.outputsDone();
        wakeJobs.run();
        return 1;
    }
}
