package io.headrace.memory.block;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one size, allocated once, handed out and taken back without garbage until the pool is closed.
 *
 * <p>Free blocks lie on a stack, so that the block handed out next is the one whose bytes are most likely still in a
 * cache. The stack is a word that names the top block and an array that names, for each block, the one below it. A pop
 * reads the word, reads what lies below, and swings the word: between the two reads another thread may pop the top, and
 * push it again with something else below (the ABA problem). Therefore the upper half of the word counts changes, and a
 * swing with a stale count fails and starts over; 2³² changes within one pop would be needed to fool it. No thread ever
 * waits for another one, so a thread that is descheduled in between stops nobody.
 *
 * <p><b>Threading:</b> any thread acquires, any thread releases. {@link #prefault} before the first acquire, by the
 * thread that will fill the blocks: the kernel places pages where they are touched first. {@link #close} by one thread.
 */
public final class BlockPool implements AutoCloseable {
    public static final int MIN_BLOCK_SIZE = 64 << 10;
    public static final int MAX_BLOCK_SIZE = 4 << 20;

    private static final long PAGE = 4096;
    private static final int EMPTY = 0; // blocks are named index + 1 on the stack

    // Two words that different operations fight for, each alone on its pair of cache lines.
    private static final int TOP = 16;
    private static final int IN_USE = 32;
    private static final int HIGH_WATER = IN_USE + 1;
    private static final int EXHAUSTED = IN_USE + 2;
    private static final int WORDS = 48;

    private final MemoryBudget budget;
    private final int blockSize;
    private final Block[] blocks;
    private final int[] below;
    private final AtomicLongArray words = new AtomicLongArray(WORDS);
    private final long allocation;
    private final long allocated;
    private boolean closed;

    private BlockPool(int blockSize, int count, MemoryBudget budget, long allocated) {
        this.budget = budget;
        this.blockSize = blockSize;
        this.allocated = allocated;
        allocation = NativeMemory.allocate(allocated, MemoryTag.BLOCK);
        blocks = new Block[count];
        below = new int[count];
        for (int i = count - 1; i >= 0; i--) {
            blocks[i] = new Block(this, i, firstAddress() + (long) i * blockSize, blockSize);
            push(i);
        }
    }

    /**
     * A pool of {@code count} blocks, or null when the budget has no room for it.
     *
     * @param blockSize a power of two from {@link #MIN_BLOCK_SIZE} to {@link #MAX_BLOCK_SIZE}
     */
    public static @Nullable BlockPool tryCreate(int blockSize, int count, MemoryBudget budget) {
        checkBlockSize(blockSize);
        if (count < 1) throw new IllegalArgumentException("a pool of " + count + " blocks; at least 1 is needed");
        long bytes = (long) blockSize * count + PAGE;
        if (!budget.tryReserve(bytes)) return null;
        try {
            return new BlockPool(blockSize, count, budget, bytes);
        } catch (Throwable e) {
            budget.release(bytes);
            throw e;
        }
    }

    /** Fails unless blocks may be of this size. */
    public static void checkBlockSize(int blockSize) {
        if (blockSize < MIN_BLOCK_SIZE || blockSize > MAX_BLOCK_SIZE || Integer.bitCount(blockSize) != 1)
            throw new IllegalArgumentException("block size " + blockSize + ": it must be a power of two from "
                    + MIN_BLOCK_SIZE + " to " + MAX_BLOCK_SIZE + " bytes");
    }

    /** Touches every page, so that the kernel places it on the calling thread's node, now. */
    public void prefault() {
        if (inUse() != 0)
            throw new IllegalStateException("prefault after acquire would overwrite " + inUse() + " blocks");
        NativeMemory.touch(firstAddress(), (long) blockSize * blocks.length);
    }

    /** A block with one reference and undefined bytes, or null when all are in use. */
    public @Nullable Block acquire() {
        int index = pop();
        if (index < 0) {
            words.incrementAndGet(EXHAUSTED);
            return null;
        }
        countOut();
        Block block = blocks[index];
        block.begin();
        return block;
    }

    /** The last reference is gone. */
    void recycle(Block block) {
        words.decrementAndGet(IN_USE); // before the push: never more in use than there are
        push(block.index());
    }

    private int pop() {
        long seen;
        int top;
        int next;
        do {
            seen = words.get(TOP);
            top = (int) seen;
            if (top == EMPTY) return -1;
            next = below[top - 1]; // perhaps no longer what lies below; then the swing fails
        } while (!words.compareAndSet(TOP, seen, changed(seen, next)));
        return top - 1;
    }

    private void push(int index) {
        long seen;
        do {
            seen = words.get(TOP);
            below[index] = (int) seen; // published by the swing
        } while (!words.compareAndSet(TOP, seen, changed(seen, index + 1)));
    }

    private static long changed(long seen, int top) {
        return ((seen >>> 32) + 1) << 32 | top;
    }

    private void countOut() {
        long out = words.incrementAndGet(IN_USE);
        long high = words.get(HIGH_WATER);
        while (out > high && !words.compareAndSet(HIGH_WATER, high, out)) high = words.get(HIGH_WATER);
    }

    public int blockSize() {
        return blockSize;
    }

    public int blockCount() {
        return blocks.length;
    }

    /** Blocks that are out at this moment. */
    public int inUse() {
        return (int) words.get(IN_USE);
    }

    /** Blocks that are free at this moment. */
    public int available() {
        return blocks.length - inUse();
    }

    /** The most blocks that were ever out at once. */
    public int highWater() {
        return (int) words.get(HIGH_WATER);
    }

    /** How often an acquire found nothing. */
    public long exhausted() {
        return words.get(EXHAUSTED);
    }

    /**
     * Frees the memory.
     *
     * @throws IllegalStateException when blocks are still out; nothing is freed then
     */
    @Override
    public void close() {
        if (closed) return;
        int[] home = new int[blocks.length];
        int count = 0;
        for (int index = pop(); index >= 0; index = pop()) home[count++] = index;
        if (count < blocks.length) { // who holds all blocks can be sure that nobody else has one
            for (int i = count - 1; i >= 0; i--) push(home[i]);
            throw new IllegalStateException((blocks.length - count) + " of " + blocks.length
                    + " blocks are still out; release before close: " + stillOut());
        }
        closed = true;
        NativeMemory.free(allocation, allocated, MemoryTag.BLOCK);
        budget.release(allocated);
    }

    private String stillOut() {
        return Arrays.stream(blocks)
                .filter(Block::isHeld)
                .limit(8)
                .map(Block::toString)
                .collect(Collectors.joining(", "));
    }

    private long firstAddress() {
        return (allocation + PAGE - 1) & -PAGE;
    }
}
