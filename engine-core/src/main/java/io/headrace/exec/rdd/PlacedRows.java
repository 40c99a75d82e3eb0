package io.headrace.exec.rdd;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.spill.Dealing;
import io.headrace.exec.spill.HeldRows;
import java.util.List;

/**
 * Pairs put where a partitioner wants their keys.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class PlacedRows extends WideRows {
    private final Placement placement;

    PlacedRows(String word, Rows parent, Placement placement, Home home) {
        super(word, List.of(parent), placement.partitions(), home);
        this.placement = placement;
    }

    @Override
    Computed compute(Tasks tasks) throws Exception {
        List<HeldRows> all = held(tasks, parent());
        try (KeyPlacer placer = placement.placer()) {
            return heldRows(Dealing.to(
                    all,
                    partitions(),
                    this::newHeld,
                    row -> placer.partitionOf(Pairs.of(row)._1())));
        }
    }
}
