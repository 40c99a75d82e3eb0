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
     * The same dataset for those who read it as a whole, without the records that the batch leaves out: an output, a transformation.
     * Passes leave them out by themselves.
     *
     * @param own what {@link #evaluate} has given
     */
    default Dataset shown(BatchScope scope, Dataset own) {
        return own;
    }

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
