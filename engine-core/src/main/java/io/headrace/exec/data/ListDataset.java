package io.headrace.exec.data;

import io.headrace.exec.batch.BlockId;
import java.util.List;

/**
 * Rows that are objects in lists, a partition each.
 *
 * <p><b>Threading:</b> {@link #begin} before the workers, which then read at once; the lists are not changed meanwhile.
 */
public final class ListDataset implements Dataset, Positioned {
    private final int stream;
    private final String label;
    private List<? extends List<?>> partitions = List.of();
    private long first;

    /** Lists of no input. */
    public ListDataset() {
        this((int) NO_BLOCK, "");
    }

    /** The explicit batches of an input: a list counts as a block. */
    public ListDataset(int stream, String label) {
        this.stream = stream;
        this.label = label;
    }

    /** Shows other lists from now on. */
    public ListDataset begin(List<? extends List<?>> lists) {
        return begin(lists, 0);
    }

    /** As {@link #begin(List)}; the first list has this number among the blocks of the input, and the others follow. */
    public ListDataset begin(List<? extends List<?>> lists, long firstBlock) {
        partitions = lists;
        first = firstBlock;
        return this;
    }

    public List<?> rows(int partition) {
        return partitions.get(partition);
    }

    @Override
    public long blockId(int partition) {
        return stream < 0 ? NO_BLOCK : BlockId.of(stream, first + partition);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public int partitions() {
        return partitions.size();
    }

    @Override
    public long count(int partition, Worker worker) {
        return rows(partition).size();
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        for (Object row : rows(partition)) sink.accept(row);
    }
}
