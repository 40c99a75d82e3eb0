package io.headrace.bench.words;

import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.nio.file.Files;

/** The lines of a text file in blocks, and the hash of a word that lies in memory. <b>Threading:</b> no state. */
public final class WordBlocks {
    private WordBlocks() {}

    /** The lines of the input. */
    public static PreparedBlocks read(Task task) throws IOException {
        return read(task, PreparedBlocks.BLOCK_BYTES);
    }

    /** The same in blocks of another size. */
    public static PreparedBlocks read(Task task, int blockBytes) throws IOException {
        byte[] text = Files.readAllBytes(task.input());
        PreparedBlocks blocks = PreparedBlocks.forBytes(text.length, task.records(), blockBytes);
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '\n') continue;
            if (!blocks.append(text, start, i - start)) throw new IllegalStateException("the blocks are full");
            start = i + 1;
        }
        blocks.finish();
        return blocks;
    }

    /** Of a word. */
    public static long hash(long address, int length) {
        long hash = KeyHash.start();
        for (int i = 0; i < length; i++) hash = KeyHash.then(hash, RawMemory.getByte(address + i));
        return KeyHash.end(hash);
    }
}
