package io.headrace;

/**
 * How an input's receiver is.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param location where it runs: the name of its thread
 * @param lastErrorMessage empty when there was none
 * @param lastError what was thrown last, in words; empty when nothing was
 * @param lastErrorTime in milliseconds since 1970; -1 when there was none
 */
public record ReceiverInfo(
        int streamId,
        String name,
        boolean active,
        String location,
        String lastErrorMessage,
        String lastError,
        long lastErrorTime) {
    /** Where Spark names a process of its cluster: there is one here, which Spark calls the driver. */
    public String executorId() {
        return "driver";
    }
}
