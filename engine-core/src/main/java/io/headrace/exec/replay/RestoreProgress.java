package io.headrace.exec.replay;

import io.headrace.ReplayProgress;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.ForwardedDeltas;
import io.headrace.exec.journal.RecoveredBatch;
import java.io.IOException;

/**
 * Tells how many batches have been applied to the state.
 *
 * <p><b>Threading:</b> the thread that restores.
 */
public final class RestoreProgress extends ForwardedDeltas {
    private final ReplayProgress progress;
    private final PastBatch until;
    private long before;

    /**
     * @param restore does it
     * @param before the last batch that is in the checkpoint; 0 without one
     * @param until the batch before which it ends
     */
    public RestoreProgress(DeltaVisitor restore, ReplayProgress progress, long before, PastBatch until) {
        super(restore);
        this.progress = progress;
        this.before = before;
        this.until = until;
    }

    @Override
    public void begin(RecoveredBatch batch) {
        if (before == 0) before = batch.id().sequence() - 1;
        super.begin(batch);
    }

    @Override
    public void end(RecoveredBatch batch) throws IOException {
        super.end(batch);
        progress.step("batches", batch.id().sequence() - before, until.sequence() - 1 - before);
    }
}
