package io.headrace.exec;

import io.headrace.HeadraceConf;
import io.headrace.StreamingException;
import io.headrace.exec.data.BlockAccess;
import io.headrace.exec.spill.TemporaryFolder;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.storage.BlockStore;
import io.headrace.memory.storage.SpillFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The off-heap memory of a context: its budget, the blocks, and where they go when memory is short.
 *
 * <p><b>Threading:</b> made and closed by one thread; the parts as they say.
 */
final class Blocks implements AutoCloseable {
    /** Of each input, beside what is in its ring: filling, being logged, spare. */
    private static final int BESIDE_RING = 3;

    /** Blocks of batches that wait or run, for each input, unless the user says how many blocks there are. */
    private static final int IN_BATCHES = 32;

    /** Of the memory that is free, the blocks take this part at most, unless the user says how many. */
    private static final int MOST_SHARE = 4;

    final MemoryBudget budget;
    final BlockPool pool;
    final BlockStore store;
    final int ringSlots;
    private final long spillLimit;
    private final @Nullable SpillFile spill;
    private final @Nullable TemporaryFolder spillFolder;
    private final Path place;

    private Blocks(
            MemoryBudget budget,
            BlockPool pool,
            int ringSlots,
            int stored,
            long spillLimit,
            @Nullable TemporaryFolder spillFolder,
            Path place) {
        this.budget = budget;
        this.pool = pool;
        this.ringSlots = ringSlots;
        this.spillLimit = spillLimit;
        this.spillFolder = spillFolder;
        this.place = place;
        spill = spillFolder == null ? null : SpillFile.create(place.resolve("blocks"), spillLimit);
        store = new BlockStore(pool, stored, spill, spillLimit);
    }

    /**
     * Takes the memory.
     *
     * @param inputs that are received block by block
     * @param log where the log is that has every block, so that nothing else need be written; null for none
     */
    static Blocks create(HeadraceConf conf, int inputs, @Nullable Path log) throws IOException {
        MemoryBudget process = MemoryBudget.process();
        long limit = conf.memoryLimit() == 0 ? process.limit() : conf.memoryLimit();
        MemoryBudget budget = process.child(conf.name(), limit);
        int ringSlots = conf.ringSlots();
        int count = conf.blockCount() == 0 ? count(conf, inputs, ringSlots, budget) : conf.blockCount();
        int needed = inputs * (ringSlots + BESIDE_RING) + 1;
        if (count < needed)
            throw new StreamingException(
                    "headrace.block.count=" + count + ": " + inputs + " inputs need " + needed + " blocks at least, "
                            + ringSlots + " of them in each ring; raise it, or lower headrace.receiver.ring.slots");
        BlockPool pool = BlockPool.tryCreate(conf.blockBytes(), count, budget);
        if (pool == null)
            throw new StreamingException("there is no memory for " + count + " blocks of " + conf.blockBytes()
                    + " bytes: " + budget + "; lower headrace.block.count or headrace.block.bytes, or raise"
                    + " headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process)");
        TemporaryFolder folder = null;
        try {
            if (log == null) folder = TemporaryFolder.make("spill");
            Path place = folder == null ? Objects.requireNonNull(log) : folder.path();
            int stored = stored(pool, inputs, ringSlots);
            return new Blocks(budget, pool, ringSlots, stored, SpillLimit.of(conf, place), folder, place);
        } catch (IOException | RuntimeException e) {
            pool.close();
            if (folder != null) folder.close();
            throw e;
        }
    }

    /**
     * How many blocks the store may hold: all but those in the rings, one on its way out of each, and the spare. So it is the store that
     * finds memory short, and lets blocks go to the disk, and not a ring that finds no spare block, and holds its receiver.
     */
    private static int stored(BlockPool pool, int inputs, int ringSlots) {
        return Math.max(1, pool.blockCount() - inputs * (ringSlots + 1) - 1);
    }

    private static int count(HeadraceConf conf, int inputs, int ringSlots, MemoryBudget budget) {
        long wanted = Math.max(1, inputs) * (long) (ringSlots + BESIDE_RING + IN_BATCHES);
        long affordable = budget.available() / MOST_SHARE / conf.blockBytes();
        long least = inputs * (long) (ringSlots + BESIDE_RING) + BESIDE_RING;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(least, Math.min(wanted, affordable)));
    }

    /** Bytes in the spill file; 0 where the log has all blocks. */
    long spilledBytes() {
        return spill == null ? 0 : spill.usedBytes();
    }

    /** How many bytes of blocks may lie outside memory, in the log as well. */
    long spillLimit() {
        return spillLimit;
    }

    /** How often that kept a block from leaving memory, or from being taken in. */
    long limitRefusals() {
        return store.limitRefusals() + (spill == null ? 0 : spill.limitRefusals());
    }

    /** How often the disk did so. */
    long diskRefusals() {
        return spill == null ? 0 : spill.diskRefusals();
    }

    /** What it answered the last time; null if it never refused anything. */
    @Nullable
    String diskProblem() {
        return spill == null ? null : spill.problem();
    }

    /** Where blocks go that leave memory. */
    Path place() {
        return place;
    }

    /** Reads blocks wherever they are. */
    BlockAccess access() {
        return (id, worker) ->
                store.get(id, worker.lease(), worker.scratch(store.longestBlock()), worker.scratchBytes());
    }

    @Override
    public void close() throws IOException {
        store.close();
        pool.close();
        if (spill != null) spill.close();
        if (spillFolder != null) spillFolder.close();
    }
}
