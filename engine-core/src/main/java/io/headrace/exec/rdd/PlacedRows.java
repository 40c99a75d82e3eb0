package io.headrace.exec.rdd;

import io.headrace.exec.fold.KeyPlacer;
import java.util.List;

/**
 * Pairs put where a partitioner wants their keys.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class PlacedRows extends WideRows {
    private final Placement placement;

    PlacedRows(String word, Rows parent, Placement placement) {
        super(word, List.of(parent), placement.partitions());
        this.placement = placement;
    }

    @Override
    List<? extends List<?>> compute(Tasks tasks) throws Exception {
        List<List<Object>> placed = tasks.emptyLists(partitions());
        try (KeyPlacer placer = placement.placer()) {
            for (List<Object> rows : tasks.collect(parent())) {
                for (Object row : rows)
                    placed.get(placer.partitionOf(Pairs.of(row)._1())).add(row);
            }
        }
        return placed;
    }
}
