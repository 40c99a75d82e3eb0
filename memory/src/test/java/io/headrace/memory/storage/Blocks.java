package io.headrace.memory.storage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.block.BlockWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A pool, a store on it, and blocks whose contents follow from their ids. One per thread, but for the store. */
final class Blocks implements AutoCloseable {
    static final int SIZE = BlockPool.MIN_BLOCK_SIZE;

    final BlockPool pool;
    final BlockStore store;
    final BlockLease lease = new BlockLease();
    final long scratch = NativeMemory.allocate(SIZE, MemoryTag.TEST);
    private final long content = NativeMemory.allocate(SIZE, MemoryTag.TEST);
    private final BlockWriter writer = new BlockWriter();
    private final BlockReader reader = new BlockReader();
    private final boolean owner;

    Blocks(int maxBlocks, @Nullable SpillFile spill) {
        this(maxBlocks, spill, Long.MAX_VALUE);
    }

    Blocks(int maxBlocks, @Nullable SpillFile spill, long limitOutside) {
        pool = requireNonNull(BlockPool.tryCreate(SIZE, maxBlocks + 2, MemoryBudget.process()));
        store = new BlockStore(pool, maxBlocks, spill, limitOutside);
        owner = true;
    }

    /** For another thread on the same store. */
    Blocks(Blocks other) {
        pool = other.pool;
        store = other.store;
        owner = false;
    }

    /** A sealed block of so many record bytes, or null when the pool has none. */
    @Nullable
    Block sealed(long id, int length) {
        Block block = pool.acquire();
        if (block == null) return null;
        fill(id, length);
        writer.open(block);
        assertThat(writer.append(content, length)).isEqualTo(BlockWriter.APPENDED);
        writer.seal(1, id, 0, 0);
        return block;
    }

    /** A sealed block without records, made without garbage. */
    Block empty(long id) {
        Block block = pool.acquire();
        if (block == null) throw new AssertionError("the pool is exhausted");
        writer.open(block);
        writer.seal(1, id, 0, 0);
        return block;
    }

    /** Overwrites whatever memory is free: who still reads there will notice. */
    void scribble() {
        List<Block> free = new ArrayList<>();
        for (Block block = pool.acquire(); block != null; block = pool.acquire()) {
            RawMemory.fill(block.address(), SIZE, (byte) 0x55);
            free.add(block);
        }
        free.forEach(Block::release);
    }

    private void fill(long id, int length) {
        long seed = id * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < length; i++) RawMemory.putByte(content + i, (byte) (seed >>> (i & 31)));
    }

    /** Puts a block, and takes it back where the store has no room. */
    boolean put(long id, int length, StorageLevel level) {
        Block block = sealed(id, length);
        return block != null && orReleased(block, store.put(id, block, level));
    }

    /** As {@link #put}, for a block that the log has under its id. */
    boolean putLogged(long id, int length, StorageLevel level, MapHome log) {
        Block block = sealed(id, length);
        if (block == null) return false;
        log.add(id, block.address(), block.used());
        return orReleased(block, store.put(id, block, level, log, id));
    }

    private static boolean orReleased(Block block, boolean stored) {
        if (!stored) block.release();
        return stored;
    }

    /** Asserts that the block is there, equal to what was put, and says where it was found. */
    Lookup check(long id, int length) {
        Lookup found = store.get(id, lease, scratch, SIZE);
        assertThat(found).as("block %d: %s", id, lease.problem()).isIn(Lookup.IN_MEMORY, Lookup.LOADED);
        try (lease) {
            assertContents(id, length);
        }
        return found;
    }

    void assertContents(long id, int length) {
        reader.wrapOrThrow(lease.address(), lease.length());
        assertThat(reader.sequence()).isEqualTo(id);
        assertThat(reader.next()).isTrue();
        assertThat(reader.recordLength()).isEqualTo(length);
        fill(id, length);
        assertThat(RawMemory.equal(content, reader.recordAddress(), length))
                .as("contents of block %d", id)
                .isTrue();
    }

    static int randomLength(SplittableRandom random) {
        return random.nextInt(3) == 0 ? random.nextInt(60_000) : random.nextInt(2_000);
    }

    @Override
    public void close() {
        lease.close();
        NativeMemory.free(scratch, SIZE, MemoryTag.TEST);
        NativeMemory.free(content, SIZE, MemoryTag.TEST);
        if (!owner) return;
        store.close();
        pool.close();
    }
}
