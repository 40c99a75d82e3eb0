package io.headrace.exec.fold;

/**
 * Keys and what belongs to them, of one batch or of a part of it.
 *
 * <p><b>Threading:</b> one thread at a time while it is filled; then any number of readers.
 */
abstract class BatchTable implements AutoCloseable {
    /** How many keys there are. */
    abstract long size();

    /** Off-heap memory, in bytes. */
    abstract long memoryBytes();

    /** Forgets all keys; the memory stays for the next ones. */
    abstract void clear();

    /** Lists the keys by partition, once; false when the budget refuses the memory. */
    abstract boolean index(KeyPlacer placer);

    abstract boolean isIndexed();

    @Override
    public abstract void close();
}
