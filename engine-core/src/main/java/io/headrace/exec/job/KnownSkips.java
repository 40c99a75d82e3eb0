package io.headrace.exec.job;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.pass.RecordFilter;
import org.jspecify.annotations.Nullable;

/**
 * Records that a batch is known to leave out before it is run.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
@FunctionalInterface
public interface KnownSkips {
    /** Null when the batch leaves nothing out, as nearly all do. */
    @Nullable
    RecordFilter of(Batch batch);
}
