package io.headrace;

/**
 * What a function may know of where it runs.
 *
 * <p><b>Threading:</b> any thread; each sees its own.
 */
public final class TaskContext {
    private static final ThreadLocal<int[]> PARTITION = ThreadLocal.withInitial(() -> new int[1]);

    private TaskContext() {}

    /** The partition whose elements are being computed on this thread; 0 outside of any. */
    public static int partitionId() {
        return PARTITION.get()[0];
    }

    /** For the engine: the elements that this thread computes from now on are of this partition. */
    public static void enterPartition(int partition) {
        PARTITION.get()[0] = partition;
    }
}
