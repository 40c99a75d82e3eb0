package io.headrace.exec.data;

/**
 * Datasets that were received: each record has a stream, a block and a number in it, by which failures name it and by which it may be
 * left out.
 *
 * <p><b>Threading:</b> as the dataset.
 */
public interface Positioned {
    /** The rows were not received. */
    long NO_BLOCK = -1;

    /** The {@link io.headrace.exec.batch.BlockId} of a partition, or {@link #NO_BLOCK}. */
    long blockId(int partition);

    /** The source in words: {@code socket localhost:9999}. */
    String label();
}
