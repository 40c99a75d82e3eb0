package io.headrace.bench.legs;

import io.headrace.exec.receive.BlockRing;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import java.util.Objects;

/** The engine's way of blocks from a receiver to the log: a number is written into each, and a spare is left for it. */
public final class BlockHop extends Hop {
    private static final int BLOCK_BYTES = BlockPool.MIN_BLOCK_SIZE;

    private final BlockPool pool = Objects.requireNonNull(
            BlockPool.tryCreate(BLOCK_BYTES, SLOTS + 1, MemoryBudget.process()), "no memory left");
    private final BlockRing ring = BlockRing.create(pool, SLOTS, () -> {}, () -> {});
    private Block spare = Objects.requireNonNull(pool.acquire());
    private long given; // the giving thread's
    private long next; // the taking thread's

    @Override
    boolean give() {
        Block block = ring.open();
        if (block == null) return false;
        RawMemory.putLong(block.address(), given++);
        ring.publish();
        return true;
    }

    @Override
    int take() {
        Block filled = ring.exchange(spare);
        if (filled == null) return 0;
        long number = RawMemory.getLong(filled.address());
        if (number != next) throw new IllegalStateException(number + " came instead of " + next);
        next++;
        spare = filled;
        return 1;
    }

    @Override
    void close() {
        spare.release();
        ring.close();
        pool.close();
    }
}
