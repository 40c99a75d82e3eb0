package io.headrace.exec.rdd;

import io.headrace.Rdd;
import io.headrace.memory.table.KeyGroups;
import java.util.List;

/**
 * Datasets that belong to no batch.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class LocalRdds {
    private LocalRdds() {}

    /**
     * A dataset of these lists, evaluated by whoever calls its actions.
     *
     * @param partitions are not changed any more
     */
    public static <T> Rdd<T> of(List<List<T>> partitions) {
        Tasks tasks = new Tasks(new LocalRunner(), null, BatchRdds.DEFAULT_PARTITIONS, KeyGroups.ofDefault());
        return new RddHandle<>(new Home(tasks, Life.ENDLESS), new ListRows("parallelize", partitions));
    }
}
