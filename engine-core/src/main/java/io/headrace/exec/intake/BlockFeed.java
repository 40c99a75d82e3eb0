package io.headrace.exec.intake;

import io.headrace.memory.block.Block;
import org.jspecify.annotations.Nullable;

/**
 * The ring of one input, as the intake sees it: sealed blocks come out, in the order of their sequences and without a gap.
 *
 * <p><b>Threading:</b> the thread of the intake.
 */
public interface BlockFeed {
    int streamId();

    /** Takes the oldest sealed block out of the ring, and leaves the spare in its place; null when there is none, and the spare stays the caller's. */
    @Nullable
    Block exchange(Block spare);

    /** Sealed blocks that the ring holds now. */
    int waiting();

    /** Whether the receiver finds no room in the ring. */
    default boolean isFull() {
        return false;
    }

    /** Drops the oldest sealed block, which stays in its slot: how many records that were; -1 when there is none. */
    default int dropOldest() {
        return -1;
    }

    /** Everything up to this block, inclusive, is as safe as the durability promises: the receiver may acknowledge it. */
    void safe(long blockSequence);
}
