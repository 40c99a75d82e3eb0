package io.headrace.exec.eval;

import io.headrace.exec.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Makes the datasets of one stream.
 *
 * <p><b>Threading:</b> the thread of the jobs; what it does in parallel goes through {@link BatchScope#tasks}.
 */
public interface Evaluator {
    /**
     * The stream's dataset of the batch, computed or ready to be computed by whoever reads it. Called once per batch at most.
     *
     * @return null when the stream has no dataset for this interval
     */
    @Nullable
    Dataset evaluate(BatchScope scope) throws Exception;

    /**
     * Whether the stream is evaluated in every batch before the first output, whatever the outputs read. Streams whose evaluation costs
     * nothing are not.
     */
    boolean isEager();

    /** The batch is over: what was made for it may be used again. */
    default void release(int slot) {}

    /** Frees what it holds off the heap. */
    default void close() {}
}
