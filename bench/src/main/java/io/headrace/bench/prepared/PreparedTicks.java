package io.headrace.bench.prepared;

import io.headrace.exec.data.BlockAccess;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of an input in blocks, tick by tick: the blocks of a tick are its batch.
 *
 * <p><b>Threading:</b> filled by one thread; then any thread reads.
 */
public final class PreparedTicks implements AutoCloseable {
    private static final int LEAST_BLOCK = 64 << 10;
    private static final int BLOCKS_OF_A_TICK = 8;

    private final PreparedBlocks blocks;
    private final List<Integer> ends = new ArrayList<>();

    /**
     * Room for the records of one pass.
     *
     * @param stream which input of the program it is, from 0 up, in the order in which the program has them
     * @param bytes of all records
     * @param ticks that have records
     */
    public PreparedTicks(int stream, long bytes, long records, int ticks) {
        long all = bytes + records * 8;
        long wanted = Math.max(LEAST_BLOCK, all / ticks / BLOCKS_OF_A_TICK);
        int blockBytes = (int) Math.min(PreparedBlocks.BLOCK_BYTES, Long.highestOneBit(2 * wanted - 1));
        long most = all / (blockBytes - blockBytes / 16) + 2L * ticks + 1;
        blocks = new PreparedBlocks(stream, Math.toIntExact(most), blockBytes);
    }

    /** Puts a record into the tick that is open. */
    public void append(byte[] record, int from, int length) {
        if (!blocks.append(record, from, length)) throw new IllegalStateException("the blocks are full");
    }

    /** The tick is over, and the next one begins. */
    public void endTick() {
        blocks.finish();
        ends.add(blocks.blocks());
    }

    /** How many ticks have ended. */
    public int ticks() {
        return ends.size();
    }

    /** The first block of a tick. */
    public int first(int tick) {
        return tick == 0 ? 0 : ends.get(tick - 1);
    }

    /** The block behind the last one of a tick. */
    public int end(int tick) {
        return ends.get(tick);
    }

    /** Where the blocks lie, and how the engine reads them. */
    public PreparedBlocks blocks() {
        return blocks;
    }

    BlockAccess access() {
        return blocks.access();
    }

    @Override
    public void close() {
        blocks.close();
    }
}
