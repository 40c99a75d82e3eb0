package io.headrace.sink;

/**
 * What happens when a sink holds batches that the log does not know, because the power was lost at a durability that does not survive
 * it. The records of those batches come again, if their source sends them again, in new batches with new ids.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum SinkAhead {
    /** The context does not start, and says which batches they are. */
    FAIL,
    /** Batches up to the time of the sink's last one are left out: right when batches of the same time are the same. */
    SKIP,
    /** All new batches are written; what the lost batches held may be there twice. */
    REPEAT
}
