package io.headrace.exec.data;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.BlockId;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockWriter;
import io.headrace.memory.storage.BlockStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Blocks of stream 0 in a store, for tests: a list of records each. */
public final class StoredBlocks implements AutoCloseable {
    public static final int STREAM = 0;
    public static final int BLOCK_BYTES = BlockPool.MIN_BLOCK_SIZE;
    public static final String LABEL = "socket localhost:9999";

    private final BlockPool pool;
    private final BlockStore store;
    private final int count;

    private StoredBlocks(List<? extends List<byte[]>> blocks) {
        count = blocks.size();
        pool = Objects.requireNonNull(BlockPool.tryCreate(BLOCK_BYTES, Math.max(1, count), MemoryBudget.process()));
        store = new BlockStore(pool, Math.max(1, count), null);
        BlockWriter writer = new BlockWriter();
        for (int i = 0; i < count; i++) {
            Block block = Objects.requireNonNull(pool.acquire());
            writer.open(block);
            for (byte[] record : blocks.get(i)) {
                if (writer.append(record, 0, record.length) != BlockWriter.APPENDED)
                    throw new IllegalArgumentException("the records of block " + i + " do not fit");
            }
            writer.seal(STREAM, i, 0, 0);
            store.put(BlockId.of(STREAM, i), block, StorageLevel.MEMORY_ONLY_SER);
        }
    }

    public static StoredBlocks ofBytes(List<? extends List<byte[]>> blocks) {
        return new StoredBlocks(blocks);
    }

    public static StoredBlocks ofLines(List<? extends List<String>> blocks) {
        List<List<byte[]>> bytes = new ArrayList<>();
        for (List<String> lines : blocks)
            bytes.add(lines.stream()
                    .map(line -> line.getBytes(StandardCharsets.UTF_8))
                    .toList());
        return new StoredBlocks(bytes);
    }

    public int count() {
        return count;
    }

    public BlockAccess access() {
        return (id, worker) ->
                store.get(id, worker.lease(), worker.scratch(store.longestBlock()), worker.scratchBytes());
    }

    public void remove(int block) {
        store.remove(BlockId.of(STREAM, block));
    }

    @Override
    public void close() {
        store.close();
        pool.close();
    }
}
