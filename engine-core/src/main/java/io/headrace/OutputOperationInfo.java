package io.headrace;

/**
 * What one output operation did in one batch. Times are milliseconds since 1970, -1 while there is none.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param description where the operation was written
 * @param failureReason empty unless it failed
 */
public record OutputOperationInfo(
        Time batchTime, int id, String name, String description, long startTime, long endTime, String failureReason) {
    /** How long it took, in milliseconds; -1 while it has not ended. */
    public long duration() {
        return startTime < 0 || endTime < 0 ? -1 : endTime - startTime;
    }
}
