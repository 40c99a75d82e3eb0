package io.headrace.exec.data;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.storage.BlockLease;

/**
 * Who evaluates: its number, and the scratch space that reading blocks takes. The thread of the outputs is one too, behind the
 * workers.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Worker implements AutoCloseable {
    private final int index;
    private final BlockLease lease = new BlockLease();
    private final BlockReader reader = new BlockReader();
    private long scratch;
    private int scratchBytes;
    private long records;

    public Worker(int index, int blockBytes) {
        this.index = index;
        scratchBytes = blockBytes;
    }

    /** From 0 up; passes and tables of one's own are found by it. */
    public int index() {
        return index;
    }

    public BlockLease lease() {
        return lease;
    }

    public BlockReader reader() {
        return reader;
    }

    /** It has opened a block of so many records. */
    void opened(long count) {
        records += count;
    }

    /** How many records were in the blocks that it has opened since this was last asked. */
    public long takeRecords() {
        long taken = records;
        records = 0;
        return taken;
    }

    /** Room for a block that is not in memory; taken when it is first needed. */
    public long scratch() {
        return scratch(scratchBytes);
    }

    /** As {@link #scratch()}, for a block of so many bytes, which may be one of a time when blocks were longer. */
    public long scratch(int bytes) {
        if (bytes > scratchBytes) {
            close();
            scratchBytes = bytes;
        }
        if (scratch == 0) scratch = NativeMemory.allocate(scratchBytes, MemoryTag.SPILL);
        return scratch;
    }

    public int scratchBytes() {
        return scratchBytes;
    }

    @Override
    public void close() {
        NativeMemory.free(scratch, scratchBytes, MemoryTag.SPILL);
        scratch = 0;
    }
}
