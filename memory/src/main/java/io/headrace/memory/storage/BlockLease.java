package io.headrace.memory.storage;

import io.headrace.memory.block.BlockReader;
import org.jspecify.annotations.Nullable;

/**
 * The right to read one stored block: while it is open, the bytes stay where they are, whatever is evicted or removed.
 * Made once per reading thread, filled by {@link BlockStore#get}, closed after each use.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class BlockLease implements AutoCloseable {
    final BlockReader reader = new BlockReader();
    private @Nullable BlockStore store;
    private @Nullable Entry entry;
    private @Nullable String problem;
    private long address;
    private int length;

    /** Where the block lies. */
    public long address() {
        if (entry == null) throw new IllegalStateException("the lease is not open");
        return address;
    }

    /** The block's used bytes. */
    public int length() {
        return length;
    }

    public boolean isOpen() {
        return entry != null;
    }

    /** Why the last {@link BlockStore#get} found the block unreadable: which file, which offset. Null when it did not. */
    public @Nullable String problem() {
        return problem;
    }

    void checkClosed() {
        if (entry != null)
            throw new IllegalStateException("the lease still holds block " + entry.id + "; close it first");
    }

    void open(BlockStore store, Entry entry, long address) {
        this.store = store;
        this.entry = entry;
        this.address = address;
        length = entry.length;
        problem = null;
    }

    void fail(@Nullable String problem) {
        this.problem = problem;
        length = 0;
    }

    /** Gives the bytes free; closing twice does nothing. */
    @Override
    public void close() {
        if (store == null || entry == null) return;
        store.release(entry);
        store = null;
        entry = null;
    }
}
