package io.headrace.exec.pass;

/**
 * Records to leave out: those that an earlier run of the batch found to throw.
 *
 * <p><b>Threading:</b> read by all workers at once.
 */
public interface RecordFilter {
    /** Whether any record of the block is left out. */
    boolean concerns(long blockId);

    /** Whether this record is left out. */
    boolean leavesOut(long blockId, int record);
}
