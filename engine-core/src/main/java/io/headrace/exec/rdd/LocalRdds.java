package io.headrace.exec.rdd;

import io.headrace.DatasetContext;
import io.headrace.HeadraceConf;
import io.headrace.Rdd;
import io.headrace.exec.spill.SpillScope;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.memory.table.KeyGroups;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        HeadraceConf conf = HeadraceConf.ofDefaults();
        return of(partitions, BatchRdds.DEFAULT_PARTITIONS, KeyGroups.ofDefault(), null, conf);
    }

    /** As {@link #of(List)}, with the settings of a context. */
    public static <T> Rdd<T> of(List<List<T>> partitions, DatasetContext context) {
        HeadraceConf conf = context.conf();
        return of(partitions, conf.defaultPartitions(), KeyGroups.of(conf.keyGroups()), context, conf);
    }

    private static <T> Rdd<T> of(
            List<List<T>> partitions,
            int defaultPartitions,
            KeyGroups groups,
            @Nullable DatasetContext context,
            HeadraceConf conf) {
        SpillScope scope = SpillSpace.ofData(conf.spillMemory(), conf.kryo(), conf.strict())
                .newScope();
        Tasks tasks = new Tasks(new LocalRunner(), null, defaultPartitions, groups, context, scope);
        return new RddHandle<>(new Home(tasks, Life.ENDLESS), new ListRows("parallelize", partitions));
    }
}
