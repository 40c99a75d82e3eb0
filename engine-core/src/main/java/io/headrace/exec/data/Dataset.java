package io.headrace.exec.data;

/**
 * One batch's rows of one stream, in partitions. It is valid until its batch is released.
 *
 * <p><b>Threading:</b> several workers may read different partitions at once, and the same one twice.
 */
public interface Dataset {
    int partitions();

    /** Shows all rows of a partition, in order. */
    void push(int partition, Sink sink, Worker worker) throws Exception;

    /** How many rows a partition has. Who knows it without showing them answers that. */
    default long count(int partition, Worker worker) throws Exception {
        long[] count = new long[1];
        push(partition, row -> count[0]++, worker);
        return count[0];
    }
}
