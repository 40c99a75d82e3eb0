package io.headrace.exec.job;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.rdd.BatchRdds;
import io.headrace.exec.role.Agent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The role of the jobs: takes the batches in the order in which they were cut, computes the stages of one after the other, and commits them
 * in that order. With lanes, the outputs of several batches run at once, each batch's in order, and the stages of the next batch meanwhile.
 *
 * <p><b>Threading:</b> as {@link Agent}; with one worker the thread is that worker's.
 */
public final class JobAgent implements Agent {
    private final Supplier<@Nullable Batch> batches;
    private final BatchRunner runner;
    private final BatchRdds rdds;
    private final List<BatchRdds> allRdds;
    private final List<OutputLane> lanes;
    private final List<BatchRun> places = new ArrayList<>();
    private final Deque<BatchRun> underWay = new ArrayDeque<>();
    private long next;

    /**
     * @param batches the next one, or null while there is none
     * @param scopes the places for data; one more than lanes for each past batch that is to stay readable
     * @param rdds whose actions run on this thread
     * @param lanes for outputs; none: they run on this thread
     * @param laneRdds of the lanes
     */
    public JobAgent(
            Supplier<@Nullable Batch> batches,
            BatchRunner runner,
            List<BatchScope> scopes,
            BatchRdds rdds,
            List<OutputLane> lanes,
            List<BatchRdds> laneRdds) {
        this.batches = batches;
        this.runner = runner;
        this.rdds = rdds;
        this.lanes = List.copyOf(lanes);
        allRdds = new ArrayList<>(laneRdds);
        allRdds.add(rdds);
        for (BatchScope scope : scopes) places.add(runner.newRun(scope));
    }

    @Override
    public String roleName() {
        return "job";
    }

    @Override
    public int doWork() throws Exception {
        int work = commitDone();
        if (underWay.size() == Math.max(1, lanes.size())) return work;
        Batch batch = batches.get();
        if (batch == null) return work;
        BatchRun run = place();
        run.begin(batch);
        underWay.addLast(run);
        runner.stages(run);
        if (lanes.isEmpty()) {
            runner.outputs(run, rdds);
            run.outputsDone();
            return work + 1 + commitDone();
        }
        lanes.get((int) (next % lanes.size())).hand(run);
        next++;
        return work + 1;
    }

    /** The place of the oldest batch, whose data is void from now on. */
    private BatchRun place() {
        BatchRun oldest = places.remove(0);
        places.add(oldest);
        release(oldest);
        return oldest;
    }

    private void release(BatchRun run) {
        for (int i = 0; i < allRdds.size(); i++) allRdds.get(i).release(run.scope.slot());
        run.release();
    }

    private int commitDone() throws Exception {
        int committed = 0;
        for (BatchRun run = underWay.peekFirst(); run != null && run.isDone(); run = underWay.peekFirst()) {
            underWay.removeFirst();
            if (places.size() == 1) release(run); // nobody keeps it: its memory is free before its blocks are
            runner.commit(run);
            committed++;
        }
        return committed;
    }
}
