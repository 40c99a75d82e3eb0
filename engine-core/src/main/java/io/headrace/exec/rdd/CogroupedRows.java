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
    private final Placement placement;

    CogroupedRows(String word, List<Rows> datasets, Placement placement, Home home) {
        super(word, datasets, placement.partitions(), home);
        this.placement = placement;
    }

    @Override
    Computed compute(Tasks tasks) throws Exception {
        KeyedFold fold = new KeyedFold(Calls.group(), placement, parents(), scope(), inWords());
        return fold.of(parents(), tasks, folded -> {
            int[] datasets = datasetOfEach(folded.size());
            return Computed.ofLists(tasks.times(partitions(), partition -> merged(folded, datasets, partition)));
        });
    }

    private int[] datasetOfEach(int sources) {
        int[] datasets = new int[sources];
        int at = 0;
        for (int i = 0; i < parents().size(); i++) {
            for (int end = at + parents().get(i).partitions(); at < end; at++) datasets[at] = i;
        }
        return datasets;
    }

    private List<Object> merged(List<List<Map<Object, Object>>> folded, int[] datasets, int partition) {
        Map<Object, List<List<Object>>> byKey = new LinkedHashMap<>();
        int count = parents().size();
        for (int source = 0; source < folded.size(); source++) {
            int dataset = datasets[source];
            folded.get(source)
                    .get(partition)
                    .forEach((key, values) -> byKey.computeIfAbsent(key, any -> none(count))
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
