package io.headrace.exec.spill;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are held, a partition each. A partition that memory did not take is computed by each reader.
 *
 * <p><b>Threading:</b> as {@link Dataset}.
 */
public final class HeldDataset implements Dataset {
    private final List<HeldRows> partitions;
    private final @Nullable Dataset origin;

    private HeldDataset(List<HeldRows> partitions, @Nullable Dataset origin) {
        this.partitions = partitions;
        this.origin = origin;
    }

    /**
     * The rows as a dataset.
     *
     * @param origin shows the same rows, computed anew; null where all partitions are whole
     */
    public static Dataset of(List<HeldRows> partitions, @Nullable Dataset origin) {
        List<List<@Nullable Object>> lists = new ArrayList<>(partitions.size());
        for (HeldRows part : partitions) {
            List<@Nullable Object> objects = part.onHeap();
            if (objects == null) return new HeldDataset(partitions, origin);
            lists.add(objects);
        }
        return new ListDataset().begin(lists); // for which passes have a loop of their own
    }

    @Override
    public int partitions() {
        return partitions.size();
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        HeldRows rows = partitions.get(partition);
        if (rows.isWhole()) rows.push(sink);
        else if (origin != null) origin.push(partition, sink, worker);
        else throw new IllegalStateException("partition " + partition + " was not kept, and cannot be computed anew");
    }
}
