package io.headrace.bench.keyed;

import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import java.io.IOException;
import java.nio.file.Files;

/** The records of a file in blocks. <b>Threading:</b> no state. */
public final class SaleBlocks {
    private SaleBlocks() {}

    /** All of them. */
    public static PreparedBlocks read(Task task) throws IOException {
        return read(task, PreparedBlocks.BLOCK_BYTES);
    }

    /** The same in blocks of another size. */
    public static PreparedBlocks read(Task task, int blockBytes) throws IOException {
        byte[] bytes = Files.readAllBytes(task.input());
        PreparedBlocks blocks = PreparedBlocks.forBytes(bytes.length, task.records(), blockBytes);
        for (int i = 0; i < bytes.length; i += Records.LENGTH) {
            if (!blocks.append(bytes, i, Records.LENGTH)) throw new IllegalStateException("the blocks are full");
        }
        blocks.finish();
        return blocks;
    }
}
