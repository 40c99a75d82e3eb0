package io.headrace;

/**
 * What happens with a record whose processing throws.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum FailurePolicy {
    /** The context stops; the batch stays uncommitted and is run first at the next start. */
    FAIL,
    /**
     * The records that throw are set aside, with their errors, and the batch runs without them. What throws behind a keyed
     * operation still stops the context.
     */
    DEAD_LETTER
}
