package io.headrace.exec.job;

import io.headrace.StreamingException;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BatchQueue;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.flow.Pace;
import io.headrace.exec.rdd.BatchRdds;
import io.headrace.exec.role.Agent;
import io.headrace.plan.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The role of the jobs: takes the batches in the order in which they were cut, computes the stages of one after the other, and commits them
 * in that order. With lanes, the outputs of several batches may run at once, each batch's in order, and the stages of the next batch
 * meanwhile: always, or while batches are late. A batch that runs alone, without lanes or when nothing is late, has its outputs on this
 * thread: no other has to be woken for it.
 *
 * <p><b>Threading:</b> as {@link Agent}; with one worker the thread is that worker's.
 */
public final class JobAgent implements Agent {
    private final BatchQueue batches;
    private final Pace pace;
    private final BatchRunner runner;
    private final BatchRdds rdds;
    private final List<BatchRdds> allRdds;
    private final List<OutputLane> lanes;
    private final List<BatchRun> places = new ArrayList<>();
    private final Deque<BatchRun> underWay = new ArrayDeque<>();
    private final boolean remembers;
    private long next;
    private long lastReleased = BatchRun.NOTHING;
    private @Nullable Thread thread;

    /**
     * @param pace how many batches may be under way at once: never more than there are lanes, or one
     * @param scopes the places for data; one more than lanes for each past batch that is to stay readable
     * @param rdds whose actions run on this thread
     * @param lanes for outputs of batches that do not run alone; a batch that does runs them on this thread
     * @param laneRdds of the lanes
     */
    public JobAgent(
            BatchQueue batches,
            Pace pace,
            BatchRunner runner,
            List<BatchScope> scopes,
            BatchRdds rdds,
            List<OutputLane> lanes,
            List<BatchRdds> laneRdds) {
        this.batches = batches;
        this.pace = pace;
        this.runner = runner;
        this.rdds = rdds;
        this.lanes = List.copyOf(lanes);
        allRdds = new ArrayList<>(laneRdds);
        allRdds.add(rdds);
        for (BatchScope scope : scopes) places.add(runner.newRun(scope));
        remembers = places.size() > Math.max(1, lanes.size());
    }

    @Override
    public String roleName() {
        return "job";
    }

    @Override
    public int doWork() throws Exception {
        int work = commitDone();
        if (underWay.size() == Math.max(1, lanes.size())) return work;
        Batch batch = batches.first();
        if (batch == null) return work;
        int atOnce = pace.atOnce(batch);
        if (underWay.size() >= atOnce) return work; // what was joined ends first
        if (batches.poll() != batch) throw new IllegalStateException(batch + " was taken by somebody else");
        pace.begins();
        thread = Thread.currentThread();
        BatchRun run = place();
        run.begin(batch);
        underWay.addLast(run);
        runner.stages(run);
        if (remembers) runner.keep(run);
        if (atOnce == 1) {
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

    /** See {@link io.headrace.Engine#remembered}. */
    public List<Object> remembered(Node node, long fromMillis, long toMillis) {
        String what = "data of the past of " + node.describe();
        if (!lanes.isEmpty())
            throw new StreamingException(what + " can be asked for with one batch at a time only: leave"
                    + " headrace.batch.concurrent.jobs at 1, and headrace.behind.response at WARN or SHED");
        if (Thread.currentThread() != thread)
            throw new StreamingException(what + " was asked for by thread \""
                    + Thread.currentThread().getName() + "\": ask from within an output or a transform, whose thread"
                    + " computes it");
        if (lastReleased != BatchRun.NOTHING && fromMillis <= lastReleased)
            throw new StreamingException(what + " from " + fromMillis + " ms on was asked for, and that of "
                    + lastReleased + " ms was released: keep it longer, with remember(duration) of the context");
        List<Object> found = new ArrayList<>();
        for (BatchRun run : places) {
            if (run.timeMillis < fromMillis || run.timeMillis > toMillis || run.timeMillis == BatchRun.NOTHING)
                continue;
            Dataset dataset = dataset(run, node);
            if (dataset != null) found.add(rdds.of(run.incarnation, run.sequence, node, dataset, run.scope.slot()));
        }
        return found;
    }

    private static @Nullable Dataset dataset(BatchRun run, Node node) {
        try {
            return run.scope.shown(node);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StreamingException(node.describe() + " could not be computed: " + e.getMessage(), e);
        }
    }

    private void release(BatchRun run) {
        if (run.timeMillis != BatchRun.NOTHING) lastReleased = run.timeMillis;
        for (int i = 0; i < allRdds.size(); i++) allRdds.get(i).release(run.scope.slot());
        run.release();
    }

    private int commitDone() throws Exception {
        int committed = 0;
        for (BatchRun run = underWay.peekFirst(); run != null && run.isDone(); run = underWay.peekFirst()) {
            underWay.removeFirst();
            if (!remembers) release(run); // nobody keeps it: its memory is free before its blocks are
            runner.commit(run);
            committed++;
        }
        return committed;
    }
}
