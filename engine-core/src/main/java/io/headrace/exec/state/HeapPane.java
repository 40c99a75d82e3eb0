package io.headrace.exec.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one batch brought to a window on pairs: a combination for each key, partition by partition, in the order in which the keys came.
 * Never changed once it is in use.
 *
 * <p><b>Threading:</b> a partition by one thread at a time.
 */
final class HeapPane {
    private final List<Map<@Nullable Object, @Nullable Object>> partitions;

    HeapPane(int partitions) {
        this.partitions = new ArrayList<>(partitions);
        for (int i = 0; i < partitions; i++) this.partitions.add(new LinkedHashMap<>());
    }

    Map<@Nullable Object, @Nullable Object> partition(int partition) {
        return partitions.get(partition);
    }

    int partitions() {
        return partitions.size();
    }

    boolean isEmpty() {
        return partitions.stream().allMatch(Map::isEmpty);
    }
}
