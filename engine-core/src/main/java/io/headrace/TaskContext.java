package io.headrace;

/**
 * What a function may know of where it runs.
 *
 * <p><b>Threading:</b> any thread; each sees its own.
 */
public final class TaskContext {
    private static final int OUTSIDE = -1;
    private static final ThreadLocal<int[]> PARTITION = ThreadLocal.withInitial(() -> new int[] {OUTSIDE});

    private TaskContext() {}

    /** The partition whose elements are being computed on this thread; 0 outside of any. */
    public static int partitionId() {
        return Math.max(PARTITION.get()[0], 0);
    }

    /** Whether this thread is computing the elements of a partition. */
    public static boolean isInside() {
        return PARTITION.get()[0] != OUTSIDE;
    }

    /** For the engine: the elements that this thread computes from now on are of this partition. */
    public static void enterPartition(int partition) {
        PARTITION.get()[0] = partition;
    }

    /** For the engine: that is over. */
    public static void leavePartition() {
        PARTITION.get()[0] = OUTSIDE;
    }
}
