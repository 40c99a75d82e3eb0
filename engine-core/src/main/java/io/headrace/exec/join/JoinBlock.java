package io.headrace.exec.join;

/**
 * The rows of one block on one side of a join, dealt to partitions. Used again from batch to batch.
 *
 * <p><b>Threading:</b> one thread fills it; then each partition one thread at a time.
 */
final class JoinBlock {
    private final JoinRows[] partitions;

    JoinBlock(RowShape shape, int count, JoinMemory memory) {
        partitions = new JoinRows[count];
        for (int i = 0; i < count; i++) partitions[i] = new JoinRows(shape, memory);
    }

    int partitions() {
        return partitions.length;
    }

    JoinRows rows(int partition) {
        return partitions[partition];
    }

    /** In all partitions. */
    long count() {
        long count = 0;
        for (JoinRows rows : partitions) count += rows.count();
        return count;
    }

    /** In all partitions. */
    long bytes() {
        long bytes = 0;
        for (JoinRows rows : partitions) bytes += rows.bytes();
        return bytes;
    }

    void clear() {
        for (JoinRows rows : partitions) rows.clear();
    }
}
