package io.headrace.exec.job;

import io.headrace.OutputOperationInfo;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way through the jobs, and the place where its data is kept. Used for one batch after another; with places to spare, the
 * data of a batch that is over stays readable until its place is needed.
 *
 * <p><b>Threading:</b> one thread at a time: the thread of the jobs, and in between the one of an output lane; {@link #isDone} by any.
 */
final class BatchRun {
    final BatchScope scope;
    final @Nullable Dataset[] outputs;
    final List<OutputOperationInfo> done = new ArrayList<>();
    long turn; // counts the batches of this run of the program
    long startNanos;
    long startMillis;
    long submissionMillis;
    /** Of the batch whose data is here; {@link #NOTHING} of none. */
    long timeMillis = NOTHING;

    long incarnation;
    long sequence;

    static final long NOTHING = Long.MIN_VALUE;
    private @Nullable Batch batch;
    private volatile boolean isDone;

    BatchRun(BatchScope scope, int outputs) {
        this.scope = scope;
        this.outputs = new Dataset[outputs];
    }

    void begin(Batch next) {
        batch = next;
        timeMillis = next.timeMillis();
        incarnation = next.incarnation();
        sequence = next.sequence();
        isDone = false;
        done.clear();
    }

    Batch batch() {
        if (batch == null) throw new IllegalStateException("no batch is under way here");
        return batch;
    }

    /** All outputs have run. */
    void outputsDone() {
        isDone = true;
    }

    boolean isDone() {
        return isDone;
    }

    /** The batch is committed: its object is somebody else's again. */
    void end() {
        batch = null;
    }

    /** The data of the batch before is void. */
    void release() {
        timeMillis = NOTHING;
        Arrays.fill(outputs, null);
        scope.release();
    }
}
