package io.headrace.exec.data;

import io.headrace.exec.batch.BlockId;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.storage.Lookup;
import io.headrace.plan.RowFormat;
import io.headrace.sink.BatchId;

/**
 * The blocks of one input in one batch: a partition is a block, in the order of their sequences. Passes open the blocks and run their
 * own loop over the records; {@link #push} is the general form. Used again from batch to batch.
 *
 * <p><b>Threading:</b> {@link #begin} before the workers, which then read at once, each with its own lease.
 */
public final class BlockDataset implements Dataset, Positioned {
    private final int stream;
    private final String label;
    private final RowFormat rows;
    private final Codec<?> dynamic;
    private final BlockAccess access;
    private long first;
    private long incarnation;
    private long sequence;
    private int count;

    /**
     * @param dynamic for rows whose format names no codec
     */
    public BlockDataset(int stream, String label, RowFormat rows, Codec<?> dynamic, BlockAccess access) {
        this.stream = stream;
        this.label = label;
        this.rows = rows;
        this.dynamic = dynamic;
        this.access = access;
    }

    /** The blocks of a batch: sequences {@code [first, end)}. */
    public BlockDataset begin(long first, long end) {
        if (end < first || end - first > Integer.MAX_VALUE)
            throw new IllegalArgumentException("stream " + stream + " cannot have blocks " + first + " to " + end);
        this.first = first;
        this.count = (int) (end - first);
        return this;
    }

    /** Which batch it is, for messages. */
    public BlockDataset ofBatch(long batchIncarnation, long batchSequence) {
        incarnation = batchIncarnation;
        sequence = batchSequence;
        return this;
    }

    /** The input and the batch: {@code socket localhost:9999, batch 1-17}. */
    public String inWords() {
        return label + ", batch " + new BatchId(incarnation, sequence);
    }

    @Override
    public int partitions() {
        return count;
    }

    @Override
    public long blockId(int partition) {
        return BlockId.of(stream, first + partition);
    }

    @Override
    public String label() {
        return label;
    }

    public RowFormat rows() {
        return rows;
    }

    /** The codec of rows whose format names none; of no thread yet. */
    public Codec<?> dynamic() {
        return dynamic;
    }

    /** The worker's reader before the first record of a block. {@link #close} gives the block free. */
    public BlockReader open(int partition, Worker worker) {
        long id = blockId(partition);
        Lookup found = access.open(id, worker);
        switch (found) {
            case IN_MEMORY, LOADED -> {}
            case UNKNOWN ->
                throw new IllegalStateException(BlockId.describe(id)
                        + " was released: its batch is over; use remember(duration) to keep what is" + " read later");
            case UNREADABLE ->
                throw new CorruptDataException(BlockId.describe(id) + " (" + label + ") cannot be read: "
                        + worker.lease().problem());
        }
        BlockReader reader = worker.reader();
        // it was checked when it was read from a file, and never left memory otherwise
        if (reader.wrapTrusted(worker.lease().address(), worker.lease().length()) != BlockHealth.SOUND) {
            worker.lease().close();
            throw new CorruptDataException(BlockId.describe(id) + " (" + label + "): " + reader.problem());
        }
        worker.opened(reader.recordCount());
        return reader;
    }

    /** As the block's header says, which its checksum covers: no record is looked at. */
    @Override
    public long count(int partition, Worker worker) {
        long records = open(partition, worker).recordCount();
        close(worker);
        return records;
    }

    public void close(Worker worker) {
        worker.lease().close();
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        RowDecoder decoder = RowDecoder.of(rows, dynamic);
        BlockReader reader = open(partition, worker);
        try {
            while (reader.next()) {
                sink.accept(decoder.decode(reader.recordAddress(), reader.recordLength()));
                if (ViewPoison.ON) decoder.expire();
            }
        } finally {
            close(worker);
        }
    }
}
