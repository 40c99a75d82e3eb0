package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.plan.Combine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pair a key. Each partition is combined on its own, then the combinations are merged in the order of the partitions, so that the
 * result does not depend on who computes what; keys are in the order in which they first appear.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
@SuppressWarnings("NullAway") // keys and values may be null, and it does not see that functions take them
final class KeyedRows extends WideRows {
    private final Combine combine;
    private final Placement placement;

    /** @param combine names itself when the user's part of it throws */
    KeyedRows(String word, Rows parent, Combine combine, Placement placement) {
        super(word, parent, placement.partitions());
        this.combine = combine;
        this.placement = placement;
    }

    @Override
    List<? extends List<?>> compute(Tasks tasks) throws Exception {
        List<List<Map<Object, Object>>> folded = tasks.each(parent(), (rows, partition, worker) -> {
            Map<Object, Object> byKey = new LinkedHashMap<>();
            rows.push(partition, row -> add(byKey, Pairs.of(row)), worker);
            return placed(byKey);
        });
        return tasks.times(partitions(), partition -> merged(folded, partition));
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
        List<Map<Object, Object>> placed = new ArrayList<>(partitions());
        for (int i = 0; i < partitions(); i++) placed.add(new LinkedHashMap<>());
        byKey.forEach((key, value) -> placed.get(placement.partitionOf(key)).put(key, value));
        return placed;
    }

    private List<Object> merged(List<List<Map<Object, Object>>> folded, int partition) throws Exception {
        Map<Object, Object> byKey = new LinkedHashMap<>();
        for (List<Map<Object, Object>> part : folded) {
            for (Map.Entry<Object, Object> entry : part.get(partition).entrySet()) {
                Object key = entry.getKey();
                boolean known = byKey.containsKey(key);
                byKey.put(key, known ? combine.merge().call(byKey.get(key), entry.getValue()) : entry.getValue());
            }
        }
        List<Object> pairs = new ArrayList<>(byKey.size());
        byKey.forEach((key, value) -> pairs.add(new Tuple2<>(key, value)));
        return pairs;
    }
}
