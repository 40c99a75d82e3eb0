package io.headrace.exec.data;

import io.headrace.memory.storage.Lookup;

/**
 * Where blocks are read from: memory, and log or spill file behind it.
 *
 * <p><b>Threading:</b> any worker.
 */
@FunctionalInterface
public interface BlockAccess {
    /**
     * Opens the worker's lease on a block: {@link Lookup#IN_MEMORY} or {@link Lookup#LOADED}. With any other answer the lease is not
     * open, and knows the problem where there is one.
     */
    Lookup open(long blockId, Worker worker);
}
