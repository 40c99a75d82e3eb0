package io.headrace.exec.fold;

import io.headrace.exec.data.Dataset;

/**
 * The rows that a fold yields for a batch. Its memory is the fold's, which uses it again after {@link #release}.
 *
 * <p><b>Threading:</b> reading as any dataset; releasing by the thread of the jobs when nobody reads.
 */
public interface FoldResult extends Dataset {
    /** The rows may be forgotten. Not to be called twice. */
    void release();
}
