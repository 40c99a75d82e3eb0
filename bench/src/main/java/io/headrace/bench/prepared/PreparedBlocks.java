package io.headrace.bench.prepared;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.data.BlockAccess;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockWriter;
import io.headrace.memory.storage.BlockStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sealed blocks in memory, with records that were put in one after the other. The engine reads them through {@link #access}, loops
 * written by hand at their addresses.
 *
 * <p><b>Threading:</b> filled by one thread; then any thread reads.
 */
public final class PreparedBlocks implements AutoCloseable {
    public static final int STREAM = 0;
    public static final int BLOCK_BYTES = 1 << 20;

    private final BlockPool pool;
    private final BlockStore store;
    private final List<Long> addresses = new ArrayList<>();
    private final List<Integer> used = new ArrayList<>();
    private final BlockAccess access;
    private final BlockWriter writer = new BlockWriter();
    private final int most;
    private final int stream;
    private @Nullable Block open;
    private long records;

    /** @param most so many blocks at most */
    public PreparedBlocks(int most) {
        this(STREAM, most, BLOCK_BYTES);
    }

    /** Blocks of this length, of this input of a program. */
    PreparedBlocks(int stream, int most, int blockBytes) {
        this.stream = stream;
        this.most = most;
        long bytes = (most + 1L) * blockBytes + (1 << 20);
        pool = Objects.requireNonNull(
                BlockPool.tryCreate(blockBytes, most, MemoryBudget.process().child("prepared blocks", bytes)));
        store = new BlockStore(pool, most, null);
        access = (id, worker) -> store.get(id, worker.lease(), 0, 0); // all of them are in memory: no scratch is needed
    }

    /** Blocks that hold so many bytes, each record with its header. */
    public static PreparedBlocks forBytes(long bytes, long records) {
        return forBytes(bytes, records, BLOCK_BYTES);
    }

    /** The same with blocks of another size. */
    public static PreparedBlocks forBytes(long bytes, long records, int blockBytes) {
        long all = bytes + records * 8;
        return new PreparedBlocks(STREAM, (int) (all / (blockBytes - blockBytes / 16)) + 1, blockBytes);
    }

    /** Puts a record in; false when there is no room for it any more. */
    public boolean append(byte[] record, int from, int length) {
        Block block = open;
        if (block == null) {
            if (addresses.size() == most) return false;
            block = Objects.requireNonNull(pool.acquire(), "no free block");
            writer.open(block);
            open = block;
        }
        if (writer.append(record, from, length) == BlockWriter.APPENDED) {
            records++;
            return true;
        }
        seal(block);
        return append(record, from, length);
    }

    /** Seals the block that is open, if one is: what is put in behind this lies in other blocks than what was put in before. */
    public void finish() {
        Block block = open;
        if (block != null) seal(block);
    }

    private void seal(Block block) {
        open = null;
        int i = addresses.size();
        addresses.add(block.address());
        used.add(writer.seal(stream, i, 0, 0));
        if (!store.put(BlockId.of(stream, i), block, StorageLevel.MEMORY_ONLY_SER))
            throw new IllegalStateException("no room for block " + i);
    }

    public int blocks() {
        return addresses.size();
    }

    public long address(int block) {
        return addresses.get(block);
    }

    /** Bytes of the block, its header included. */
    public int used(int block) {
        return used.get(block);
    }

    public long records() {
        return records;
    }

    /** How the engine reads them. */
    public BlockAccess access() {
        return access;
    }

    @Override
    public void close() {
        finish();
        store.close();
        pool.close();
    }
}
