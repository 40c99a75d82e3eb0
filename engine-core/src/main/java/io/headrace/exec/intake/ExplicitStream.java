package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockWriter;
import io.headrace.memory.codec.Codec;
import io.headrace.source.BatchSource;
import io.headrace.wal.Log;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An input of explicit batches. Without a log its lists go along in the batch. With one they are written as blocks first, so that
 * the batch can be run again: at least one block for each partition, with the partition's number, four bytes, as source position.
 * Those blocks lie in the log only; they are read back from there.
 *
 * <p><b>Threading:</b> the intake.
 */
final class ExplicitStream implements AutoCloseable {
    private final int id;
    private final String label;
    private final BatchSource<?> source;
    private final Codec<@Nullable Object> codec;
    private final StreamBlocks blocks;
    private final IntakeSetup setup;
    private final JournalAppender journal;
    private final BlockWriter writer = new BlockWriter();
    private final byte[] partitionNumber = new byte[Integer.BYTES];
    private final int blockBytes;
    private long buffer;

    // The batch that is being asked for.
    private @Nullable List<? extends List<?>> lists;
    private long timeMillis;
    private int partition;
    private int element;
    private @Nullable Iterator<?> elements;
    private @Nullable Object current;
    private boolean hasCurrent;
    private int sealed; // bytes of the block in the buffer that waits for the log

    @SuppressWarnings("unchecked") // the API has given the source's elements a codec of their type
    ExplicitStream(
            int id, IntakeInput.Explicit input, StreamBlocks blocks, IntakeSetup setup, JournalAppender journal) {
        this.id = id;
        this.label = input.label();
        this.source = input.source();
        this.codec = (Codec<@Nullable Object>) input.codec();
        this.blocks = blocks;
        this.setup = setup;
        this.journal = journal;
        blockBytes = setup.pool.blockSize();
        if (journal.isOn()) buffer = NativeMemory.allocate(blockBytes, MemoryTag.BLOCK);
    }

    /** Asks for the batch of this time. */
    void ask(long batchMillis) {
        begin(batchMillis, null);
        try {
            lists = source.batchAt(batchMillis);
        } catch (Exception e) {
            throw new IllegalStateException(
                    name() + " could not be asked for the batch of " + batchMillis + " ms: " + e, e);
        }
    }

    /** The input has no dataset for this time, and is not asked. */
    void askNot(long batchMillis) {
        begin(batchMillis, null);
    }

    private void begin(long batchMillis, @Nullable List<? extends List<?>> of) {
        timeMillis = batchMillis;
        lists = of;
        partition = 0;
        elements = null;
        hasCurrent = false;
        sealed = 0;
    }

    /** Writes the batch into the log; false when there is no room now: to be called again. */
    boolean write() {
        List<? extends List<?>> batch = lists;
        if (batch == null || !journal.isOn()) return true;
        while (sealed > 0 || partition < batch.size()) {
            if (sealed == 0) fill(batch);
            long place = journal.appendBlock(buffer, sealed);
            if (place == Log.NO_ROOM) return false;
            LogHome home = setup.home;
            if (home == null) throw new IllegalStateException("a log without a way to read it");
            setup.store.putAtHome(
                    BlockId.of(id, blocks.next()),
                    home,
                    place,
                    sealed,
                    RawMemory.getInt(buffer + BlockFormat.CRC_OFFSET));
            blocks.stored(place);
            sealed = 0;
        }
        return true;
    }

    /** Fills one block with what comes next of the partition. */
    private void fill(List<? extends List<?>> batch) {
        if (elements == null) {
            elements = batch.get(partition).iterator();
            element = 0;
        }
        Iterator<?> from = elements;
        writer.open(buffer, blockBytes);
        for (int i = 0; i < Integer.BYTES; i++) partitionNumber[i] = (byte) (partition >>> (8 * i));
        writer.sourcePosition(partitionNumber, 0, Integer.BYTES);
        while (hasCurrent || from.hasNext()) {
            if (!hasCurrent) current = from.next();
            hasCurrent = !append(current);
            if (hasCurrent) break;
            element++;
        }
        if (!hasCurrent) {
            partition++;
            elements = null;
            current = null;
        }
        long nanos = TimeUnit.MILLISECONDS.toNanos(timeMillis);
        sealed = writer.seal(id, blocks.next(), nanos, nanos);
    }

    @SuppressWarnings("NullAway") // a codec refuses a null itself, unless it knows what to do with it
    private boolean append(@Nullable Object value) {
        int room = writer.room();
        if (room < 0) return false;
        long to = writer.claim(room);
        int length;
        try {
            length = codec.encode(value, to, room);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    name() + ": element " + element + " of partition " + partition + " of the batch of " + timeMillis
                            + " ms cannot be encoded by " + codec.id() + ": " + e.getMessage(),
                    e);
        }
        if (length != Codec.NO_ROOM) {
            writer.commit(length);
            return true;
        }
        writer.abort();
        if (writer.count() == 0)
            throw new IllegalStateException(
                    name() + ": element " + element + " of partition " + partition + " of the batch of " + timeMillis
                            + " ms is longer than a block of " + blockBytes + " bytes: set larger blocks");
        return false;
    }

    private String name() {
        return "input \"" + label + "\" (stream " + id + ")";
    }

    boolean hasDataset() {
        return lists != null;
    }

    /** How many elements the batch has. */
    long records() {
        long count = 0;
        List<? extends List<?>> batch = lists;
        if (batch != null) for (List<?> part : batch) count += part.size();
        return count;
    }

    /** Puts the batch's part of this input into it. */
    void giveTo(Batch batch) {
        if (lists != null && journal.isOn()) batch.blocks(id, blocks.firstUncut(), blocks.next());
        else batch.explicit(id, lists);
        blocks.cut();
        lists = null;
    }

    @Override
    public void close() {
        if (buffer != 0) NativeMemory.free(buffer, blockBytes, MemoryTag.BLOCK);
        buffer = 0;
    }
}
