package io.headrace.sink;

/**
 * A batch as a sink knows it: who it is, and its time.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param timeMillis the batch's time, in milliseconds since 1970
 */
public record SinkBatch(BatchId id, long timeMillis) {
    @Override
    public String toString() {
        return "batch " + id + " of " + timeMillis + " ms";
    }
}
