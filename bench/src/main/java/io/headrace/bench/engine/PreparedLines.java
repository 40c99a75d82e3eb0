package io.headrace.bench.engine;

import io.headrace.bench.input.ZipfTexts;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.exec.data.BlockAccess;

/**
 * Blocks in memory with lines of Zipf words, the same few ten thousand again and again.
 *
 * <p><b>Threading:</b> any thread reads.
 */
final class PreparedLines implements AutoCloseable {
    static final int STREAM = PreparedBlocks.STREAM;
    static final int BLOCK_BYTES = PreparedBlocks.BLOCK_BYTES;
    private static final int DISTINCT_LINES = 1 << 16;
    private static final long SEED = 20261125;

    private final PreparedBlocks blocks;

    PreparedLines(int count) {
        blocks = new PreparedBlocks(count);
        byte[][] texts = new ZipfTexts(SEED).lines(DISTINCT_LINES);
        int next = 0;
        while (blocks.append(texts[next], 0, texts[next].length)) next = (next + 1) % DISTINCT_LINES;
    }

    /** The same for loops written by hand. */
    PreparedBlocks bytes() {
        return blocks;
    }

    int blocks() {
        return blocks.blocks();
    }

    long words() {
        return blocks.records() * ZipfTexts.WORDS;
    }

    BlockAccess access() {
        return blocks.access();
    }

    @Override
    public void close() {
        blocks.close();
    }
}
