package io.headrace.exec.intake;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.batch.LongRing;
import io.headrace.exec.counters.Counter;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockWriter;
import io.headrace.receiver.FullPolicy;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import org.jspecify.annotations.Nullable;

/**
 * An input whose blocks come from a ring: each is appended to the log, then stored, then acknowledged as the level wants. A block
 * that has no room, in the log or in the store, stays here and is tried again; the ring fills up behind it, and the source is held.
 *
 * <p><b>Threading:</b> the intake.
 */
final class ReceivedStream implements AutoCloseable {
    private static final long NOT_LOGGED = Log.NO_ROOM;

    private final int id;
    private final BlockFeed feed;
    private final StorageLevel level;
    private final FullPolicy whenFull;
    private final Counter dropped;
    private final BlockWriter renumbering = new BlockWriter();
    private long droppedBlocks;
    private final StreamBlocks blocks;
    private final IntakeSetup setup;
    private final JournalAppender journal;
    private final SpareBlock spare;

    private @Nullable Block pending;
    private long pendingPlace = NOT_LOGGED;
    private boolean isBeyondLimit;

    // Log sequences of the blocks [unsafe, unsafe + waiting.size()), which are logged and not acknowledged.
    private final LongRing waiting = new LongRing();
    private long unsafe;

    private long cursor = NativeMemory.allocate(BlockFormat.MAX_POSITION_LENGTH, MemoryTag.ENGINE);
    private int cursorLength;

    ReceivedStream(
            int id,
            IntakeInput.Received input,
            StreamBlocks blocks,
            IntakeSetup setup,
            JournalAppender journal,
            SpareBlock spare) {
        this.id = id;
        this.feed = input.feed();
        this.level = input.level();
        this.whenFull = input.whenFull();
        this.dropped = input.dropped();
        this.blocks = blocks;
        this.setup = setup;
        this.journal = journal;
        this.spare = spare;
        byte[] position = setup.recovered.stream(id).sourcePosition();
        cursorLength = position.length;
        RawMemory.copyFromArray(position, 0, cursor, position.length);
        unsafe = blocks.next();
    }

    /**
     * Takes in what the ring holds now, and what a receiver adds meanwhile as far as memory has room for it now: so a small ring makes no
     * small batches, and a receiver that is as fast as this none that go to the disk.
     */
    void drain() {
        int held = feed.waiting() + (pending == null ? 0 : 1);
        take(Math.max(held, setup.store.roomInMemory()));
    }

    /** While the jobs are as far behind as they may be: goes on where blocks may go to the disk. */
    int pollBehind(int limit) {
        return whenFull == FullPolicy.SPILL ? poll(limit) : 0;
    }

    /** Nothing is taken out of the ring now: makes room in it where the oldest may be dropped. */
    int dropOldest() {
        if (whenFull != FullPolicy.DROP_OLDEST || !feed.isFull()) return 0;
        int records = feed.dropOldest();
        if (records < 0) return 0;
        droppedBlocks++;
        dropped.add(records);
        return 1;
    }

    /**
     * As {@link #poll}; but an input that sheds is served as if nothing could be taken in: its ring fills up and loses the oldest. A block
     * that was taken out before goes its way.
     */
    int take(int limit) {
        boolean sheds = whenFull == FullPolicy.DROP_OLDEST && setup.sheds.getAsBoolean();
        if (!sheds) return poll(limit);
        return (pending == null ? 0 : poll(1)) + dropOldest();
    }

    /** Takes blocks in, at most so many: how many there were. */
    int poll(int limit) {
        int taken = 0;
        while (taken < limit) {
            Block block = pending != null ? pending : take();
            if (block == null || !settle(block)) break;
            taken++;
        }
        return taken;
    }

    /** Takes all blocks in, beyond the limit on what lies outside memory: for a batch without which nothing there can go. */
    void pollBeyondLimit() {
        isBeyondLimit = true;
        try {
            poll(Integer.MAX_VALUE);
        } finally {
            isBeyondLimit = false;
        }
    }

    private @Nullable Block take() {
        Block block = spare.exchange(feed);
        if (block == null) return null;
        pending = block; // before anything may throw: it is released with this
        pendingPlace = NOT_LOGGED;
        int stream = RawMemory.getInt(block.address() + BlockFormat.STREAM_OFFSET);
        long sequence = RawMemory.getLong(block.address() + BlockFormat.SEQUENCE_OFFSET) - droppedBlocks;
        if (stream != id || sequence != blocks.next())
            throw new IllegalStateException("the ring of stream " + id + " gave block " + sequence + " of stream "
                    + stream + ", and block " + blocks.next() + " was due");
        if (droppedBlocks > 0) renumbering.renumber(block, sequence); // the log has no gap
        return block;
    }

    /** Brings the block where it belongs; false when there is no room now. */
    private boolean settle(Block block) {
        long sequence = blocks.next();
        if (pendingPlace == NOT_LOGGED) {
            long place = journal.appendBlock(block.address(), block.used());
            if (place == Log.NO_ROOM) return false;
            pendingPlace = place;
            logged(block, sequence);
        }
        int records = RawMemory.getInt(block.address() + BlockFormat.RECORD_COUNT_OFFSET);
        if (!store(BlockId.of(id, sequence), block)) return false;
        pending = null;
        blocks.records(records);
        blocks.stored(pendingPlace);
        setup.counters.blocksLogged().increment();
        if (setup.durability() == Durability.OFF) feed.safe(sequence);
        return true;
    }

    private boolean store(long blockId, Block block) {
        return isBeyondLimit
                ? setup.store.putBeyondLimit(blockId, block, level, setup.home, pendingPlace)
                : setup.store.put(blockId, block, level, setup.home, pendingPlace);
    }

    private void logged(Block block, long sequence) {
        int length = RawMemory.getByte(block.address() + BlockFormat.POSITION_LENGTH_OFFSET) & 0xff;
        if (length > 0) {
            RawMemory.copy(block.address() + BlockFormat.POSITION_OFFSET, cursor, length);
            cursorLength = length;
        }
        Durability durability = setup.durability();
        if (durability == Durability.PROCESS) feed.safe(sequence);
        if (!durability.survivesPowerCut()) return;
        waiting.add(journal.lastSequence());
        if (durability == Durability.RECORD) setup.wantSync(journal.lastSequence());
    }

    /** Acknowledges what is on the disk up to this record: how many blocks that were. */
    int acknowledge(long durableSequence) {
        int safe = 0;
        while (!waiting.isEmpty() && waiting.first() <= durableSequence) {
            waiting.removeFirst();
            safe++;
        }
        if (safe == 0) return 0;
        unsafe += safe;
        feed.safe(unsafe - 1);
        return safe;
    }

    /** Right after a {@link #poll}: whether the ring may have more, for which there was no room. */
    boolean mayHaveMore() {
        return pending != null || spare.isMissing();
    }

    /** Whether a block waits for room. */
    boolean isHeld() {
        return pending != null;
    }

    boolean isAcknowledged() {
        return waiting.isEmpty();
    }

    /** Where the oldest block lies that is needed. */
    long oldestPlace() {
        boolean onItsWay = pending != null && pendingPlace != NOT_LOGGED;
        return onItsWay ? Math.min(blocks.oldestPlace(), pendingPlace) : blocks.oldestPlace();
    }

    /** Where the source stands behind the last block that was logged. */
    long cursorAddress() {
        return cursor;
    }

    int cursorLength() {
        return cursorLength;
    }

    @Override
    public void close() {
        if (pending != null) pending.release();
        pending = null;
        NativeMemory.free(cursor, BlockFormat.MAX_POSITION_LENGTH, MemoryTag.ENGINE);
        cursor = 0;
    }
}
