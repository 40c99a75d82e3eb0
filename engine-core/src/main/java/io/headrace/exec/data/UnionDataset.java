package io.headrace.exec.data;

import java.util.List;

/**
 * Several datasets as one: the partitions of the first, then those of the second, and so on.
 *
 * <p><b>Threading:</b> {@link #begin} before the workers; otherwise as the parts.
 */
public final class UnionDataset implements Dataset {
    private List<? extends Dataset> parts = List.of();

    /** Shows other datasets from now on. */
    public UnionDataset begin(List<? extends Dataset> parts) {
        this.parts = parts;
        return this;
    }

    @Override
    public int partitions() {
        int sum = 0;
        for (int i = 0; i < parts.size(); i++) sum += parts.get(i).partitions();
        return sum;
    }

    public List<? extends Dataset> parts() {
        return parts;
    }

    /** Which part a partition belongs to. */
    public int partOf(int partition) {
        int behind = 0;
        for (int part = 0; part < parts.size(); part++) {
            behind += parts.get(part).partitions();
            if (partition < behind) return part;
        }
        throw new IndexOutOfBoundsException("partition " + partition + " of " + behind);
    }

    /** The first partition of a part. */
    public int firstOf(int part) {
        int first = 0;
        for (int before = 0; before < part; before++) first += parts.get(before).partitions();
        return first;
    }

    @Override
    public long count(int partition, Worker worker) throws Exception {
        int part = partOf(partition);
        return parts.get(part).count(partition - firstOf(part), worker);
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        int part = partOf(partition);
        parts.get(part).push(partition - firstOf(part), sink, worker);
    }
}
