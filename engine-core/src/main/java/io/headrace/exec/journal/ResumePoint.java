package io.headrace.exec.journal;

/**
 * What a checkpoint saves recovery from reading.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param position of the record to begin with; {@link io.headrace.wal.format.Position#START} for the oldest one that there is
 * @param sequence of the last batch whose state changes are known
 * @param readsBefore whether what the log still has before the position is read as well: which files batches have is in no checkpoint
 */
public record ResumePoint(long position, long sequence, boolean readsBefore) {}
