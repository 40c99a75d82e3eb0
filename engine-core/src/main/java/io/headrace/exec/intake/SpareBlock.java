package io.headrace.exec.intake;

import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import org.jspecify.annotations.Nullable;

/**
 * The empty block that takes the place of the next one that leaves a ring.
 *
 * <p><b>Threading:</b> the intake.
 */
final class SpareBlock {
    private final BlockPool pool;
    private @Nullable Block spare;
    private boolean isMissing;

    SpareBlock(BlockPool pool) {
        this.pool = pool;
    }

    /** Takes the oldest block out of the ring; null when it has none, or when there is nothing to leave in its place. */
    @Nullable
    Block exchange(BlockFeed feed) {
        Block left = spare != null ? spare : pool.acquire();
        isMissing = left == null;
        if (left == null) return null;
        Block taken = feed.exchange(left);
        spare = taken == null ? left : null;
        return taken;
    }

    /** Whether the pool had nothing the last time, so that rings may be full without anybody taking from them. */
    boolean isMissing() {
        return isMissing;
    }

    void release() {
        if (spare != null) spare.release();
        spare = null;
    }
}
