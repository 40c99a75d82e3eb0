package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * For each key of several datasets its values in each, in their order. Keys are in the order in which they first appear, dataset by
 * dataset. A row is a pair of the key and a list that has a list of values for each dataset.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
@SuppressWarnings({"unchecked", "NullAway"}) // keys and values have no types here, and may be null
final class CogroupedRows extends WideRows {
    private final KeyedFold fold;

    CogroupedRows(String word, List<Rows> datasets, Placement placement) {
        super(word, datasets, placement.partitions());
        this.fold = new KeyedFold(Calls.group(), placement);
    }

    @Override
    List<? extends List<?>> compute(Tasks tasks) throws Exception {
        List<List<List<Map<Object, Object>>>> datasets =
                new ArrayList<>(parents().size());
        for (Rows dataset : parents()) datasets.add(fold.of(dataset, tasks));
        return tasks.times(partitions(), partition -> merged(datasets, partition));
    }

    private static List<Object> merged(List<List<List<Map<Object, Object>>>> datasets, int partition) {
        Map<Object, List<List<Object>>> byKey = new LinkedHashMap<>();
        for (int i = 0; i < datasets.size(); i++) {
            int dataset = i;
            for (List<Map<Object, Object>> part : datasets.get(i))
                part.get(partition)
                        .forEach((key, values) -> byKey.computeIfAbsent(key, any -> none(datasets.size()))
                                .get(dataset)
                                .addAll((List<Object>) values));
        }
        List<Object> pairs = new ArrayList<>(byKey.size());
        byKey.forEach((key, values) -> pairs.add(new Tuple2<>(key, values)));
        return pairs;
    }

    private static List<List<Object>> none(int datasets) {
        List<List<Object>> none = new ArrayList<>(datasets);
        for (int i = 0; i < datasets; i++) none.add(new ArrayList<>());
        return none;
    }
}
