package io.headrace.exec.job;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.pass.SkipSet;
import io.headrace.plan.Node;

/**
 * What the jobs write down of a batch, in this order: records to leave out, changes of state, the commit. Without a log, nothing is
 * written and only the batch goes back.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public interface BatchLog {
    /** These records are left out of the batch, now and whenever it is run again. */
    void skip(Batch batch, SkipSet records) throws Exception;

    /** Begins to write the batch's changes of state. */
    void beginDelta(Batch batch);

    /** Where one stream writes its changes. */
    StateDelta deltaOf(Node node);

    /** All streams have written. */
    void endDelta() throws Exception;

    /** The batch is done: written after its changes of state. Its blocks may go, and the batch object goes back. */
    void commit(Batch batch) throws Exception;

    /** Waits until what allocated the batch is as durable as the context promises before any output. */
    void awaitAllocation(Batch batch) throws Exception;
}
