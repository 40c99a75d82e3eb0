package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.plan.Combine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Combines the values of each key in each partition on its own, and puts the combinations where their keys go.
 *
 * <p><b>Threading:</b> the thread that calls an action; its workers fold.
 *
 * @param combine names itself when the user's part of it throws
 */
@SuppressWarnings("NullAway") // keys and values may be null, and it does not see that functions take them
record KeyedFold(Combine combine, Placement placement) {
    /** For each partition of the rows, and in it for each partition of the result, the combinations by key, in order. */
    List<List<Map<Object, Object>>> of(Rows all, Tasks tasks) throws Exception {
        return tasks.each(all, (rows, partition, worker) -> {
            Map<Object, Object> byKey = new LinkedHashMap<>();
            rows.push(partition, row -> add(byKey, Pairs.of(row)), worker);
            return placed(byKey);
        });
    }

    private void add(Map<Object, Object> byKey, Tuple2<Object, Object> pair) throws Exception {
        Object before = byKey.get(pair._1());
        boolean known = before != null || byKey.containsKey(pair._1());
        byKey.put(
                pair._1(),
                known
                        ? combine.addValue().call(before, pair._2())
                        : combine.create().call(pair._2()));
    }

    private List<Map<Object, Object>> placed(Map<Object, Object> byKey) {
        if (placement.partitions() == 1 && placement.partitioner() == null) return List.of(byKey);
        List<Map<Object, Object>> placed = new ArrayList<>(placement.partitions());
        for (int i = 0; i < placement.partitions(); i++) placed.add(new LinkedHashMap<>());
        try (KeyPlacer placer = placement.placer()) {
            byKey.forEach((key, value) -> placed.get(placer.partitionOf(key)).put(key, value));
        }
        return placed;
    }
}
