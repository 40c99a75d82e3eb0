package io.headrace.exec.intake;

import io.headrace.exec.batch.BlockId;
import io.headrace.exec.batch.LongRing;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.exec.journal.RecoveredStream;
import io.headrace.memory.storage.BlockStore;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one input that are stored: where they lie in the log, which batch they wait for, how long they stay after it.
 *
 * <pre>
 *     oldest ........ cut ........ next
 *        | of batches  | of the     |  the block
 *        |             | next batch |  to come
 * </pre>
 *
 * <p><b>Threading:</b> the intake.
 */
final class StreamBlocks {
    private final int id;
    private final BlockStore store;
    private final long rememberMillis;

    private final LongRing places = new LongRing(); // of the blocks [oldest, next)
    private final LongRing rememberedTimes = new LongRing();
    private final LongRing rememberedEnds = new LongRing();
    private long oldest;
    private long cut;
    private long next;
    private long uncutRecords;
    private long abandoned;
    private long abandonedEnd;

    StreamBlocks(int id, BlockStore store, long rememberMillis) {
        this.id = id;
        this.store = store;
        this.rememberMillis = rememberMillis;
    }

    /**
     * Takes over what a restart found.
     *
     * @param askedAgain whether blocks that no batch has are forgotten, for the input is asked for them again
     */
    void recover(Recovered recovered, @Nullable LogHome home, boolean askedAgain) {
        RecoveredStream from = recovered.stream(id);
        long free = from.firstUnallocated();
        abandoned = free;
        abandonedEnd = askedAgain ? from.nextBlock() : free;
        cut = abandonedEnd;
        oldest = next = firstNeeded(recovered, free);
        while (next < from.nextBlock()) {
            if (home != null && (next < abandoned || next >= abandonedEnd))
                store.putAtHome(block(next), home, from.position(next), from.length(next), from.checksum(next));
            stored(from.position(next));
        }
        release(oldest);
        for (RecoveredBatch batch : recovered.remembered())
            if (isRemembered(batch, recovered)) remember(batch.timeMillis(), batch.firstBlock(id), batch.endBlock(id));
    }

    private long firstNeeded(Recovered recovered, long free) {
        for (RecoveredBatch batch : recovered.remembered())
            if (isRemembered(batch, recovered)) return Math.min(free, batch.firstBlock(id));
        for (RecoveredBatch batch : recovered.rerun())
            if (hasBlocks(batch)) return Math.min(free, batch.firstBlock(id));
        return free;
    }

    private boolean isRemembered(RecoveredBatch batch, Recovered recovered) {
        long last =
                recovered.remembered().get(recovered.remembered().size() - 1).timeMillis();
        return hasBlocks(batch) && batch.timeMillis() > last - rememberMillis;
    }

    private boolean hasBlocks(RecoveredBatch batch) {
        return id < batch.streams() && batch.firstBlock(id) < batch.endBlock(id);
    }

    private long block(long sequence) {
        return BlockId.of(id, sequence);
    }

    /** The block {@link #next} is stored. */
    void stored(long position) {
        places.add(position);
        next++;
    }

    /** So many records came, in a block or without one. */
    void records(long count) {
        uncutRecords += count;
    }

    /** How many records came since the last cut. */
    long uncutRecords() {
        return uncutRecords;
    }

    /** Where a block lies that is stored. */
    long place(long sequence) {
        return places.get((int) (sequence - oldest));
    }

    /** The sequence of the block to come. */
    long next() {
        return next;
    }

    /** The first block that no batch has. */
    long firstUncut() {
        return cut;
    }

    /** A batch has all blocks so far. */
    void cut() {
        cut = next;
        uncutRecords = 0;
    }

    /** The batch that has these blocks is committed. */
    void committed(long timeMillis, long first, long end) {
        if (first < end) {
            if (rememberMillis == 0) release(end);
            else remember(timeMillis, first, end);
        }
        while (!rememberedTimes.isEmpty() && rememberedTimes.first() <= timeMillis - rememberMillis) {
            rememberedTimes.removeFirst();
            release(rememberedEnds.removeFirst());
        }
    }

    private void remember(long timeMillis, long first, long end) {
        rememberedTimes.add(timeMillis);
        rememberedEnds.add(end);
        for (long sequence = first; sequence < end; sequence++) store.keep(block(sequence));
    }

    private void release(long end) {
        while (oldest < end || (oldest >= abandoned && oldest < abandonedEnd)) {
            store.remove(block(oldest++));
            places.removeFirst();
        }
    }

    /** Where the oldest block lies that is stored; {@link TrimPoint#NOTHING_NEEDED} when none is. */
    long oldestPlace() {
        return places.isEmpty() ? TrimPoint.NOTHING_NEEDED : places.first();
    }
}
