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
}
