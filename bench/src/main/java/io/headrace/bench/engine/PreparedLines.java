package io.headrace.bench.engine;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.data.BlockAccess;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockWriter;
import io.headrace.memory.storage.BlockStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Sealed blocks in memory with lines of ten words, drawn by Zipf's law from a vocabulary of ten thousand. The engine reads them through
 * {@link #access}, loops written by hand at their addresses.
 *
 * <p><b>Threading:</b> any thread reads.
 */
final class PreparedLines implements AutoCloseable {
    static final int STREAM = 0;
    static final int BLOCK_BYTES = 1 << 20;
    private static final int VOCABULARY = 10_000;
    private static final int WORDS = 10;
    private static final int DISTINCT_LINES = 1 << 16;
    private static final long SEED = 20261125;

    private final BlockPool pool;
    private final BlockStore store;
    private final long[] addresses;
    private final int[] used;
    private long lines;

    PreparedLines(int blocks) {
        long bytes = 2L * BLOCK_BYTES * blocks + (1 << 20);
        pool = Objects.requireNonNull(
                BlockPool.tryCreate(BLOCK_BYTES, blocks, MemoryBudget.process().child("prepared lines", bytes)));
        store = new BlockStore(pool, blocks, null);
        addresses = new long[blocks];
        used = new int[blocks];
        byte[][] texts = texts(new SplittableRandom(SEED));
        BlockWriter writer = new BlockWriter();
        int next = 0;
        for (int i = 0; i < blocks; i++) {
            Block block = Objects.requireNonNull(pool.acquire());
            writer.open(block);
            for (; writer.append(texts[next], 0, texts[next].length) == BlockWriter.APPENDED; lines++)
                next = (next + 1) % DISTINCT_LINES;
            addresses[i] = block.address();
            used[i] = writer.seal(STREAM, i, 0, 0);
            if (!store.put(BlockId.of(STREAM, i), block, StorageLevel.MEMORY_ONLY_SER))
                throw new IllegalStateException("no room for block " + i);
        }
    }

    int blocks() {
        return addresses.length;
    }

    long address(int block) {
        return addresses[block];
    }

    int used(int block) {
        return used[block];
    }

    long words() {
        return lines * WORDS;
    }

    BlockAccess access() {
        return (id, worker) -> store.get(id, worker.lease(), 0, 0); // all of them are in memory: no scratch is needed
    }

    @Override
    public void close() {
        store.close();
        pool.close();
    }

    private static byte[][] texts(SplittableRandom random) {
        String[] vocabulary = new String[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) vocabulary[i] = word(random);
        double[] cumulated = new double[VOCABULARY];
        double total = 0;
        for (int rank = 0; rank < VOCABULARY; rank++) cumulated[rank] = total += 1.0 / (rank + 1);
        byte[][] texts = new byte[DISTINCT_LINES][];
        for (int i = 0; i < texts.length; i++) {
            StringBuilder line = new StringBuilder();
            for (int w = 0; w < WORDS; w++) {
                int found = Arrays.binarySearch(cumulated, random.nextDouble() * total);
                int rank = Math.min(found < 0 ? -found - 1 : found, VOCABULARY - 1);
                if (w > 0) line.append(' ');
                line.append(vocabulary[rank]);
            }
            texts[i] = line.toString().getBytes(StandardCharsets.UTF_8);
        }
        return texts;
    }

    private static String word(SplittableRandom random) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(3, 11); word.length() < length; )
            word.append((char) random.nextInt('a', 'z' + 1));
        return word.toString();
    }
}
