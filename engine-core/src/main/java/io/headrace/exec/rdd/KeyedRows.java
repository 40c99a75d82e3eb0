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
    KeyedRows(String word, Rows parent, Combine combine, Placement placement, Home home) {
        super(word, List.of(parent), placement.partitions(), home);
        this.combine = combine;
        this.placement = placement;
    }

    @Override
    Computed compute(Tasks tasks) throws Exception {
        KeyedFold fold = new KeyedFold(combine, placement, parents(), scope(), inWords());
        return fold.of(
                parents(),
                tasks,
                folded -> Computed.ofLists(tasks.times(partitions(), partition -> merged(folded, partition))));
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
