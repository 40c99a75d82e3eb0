package io.headrace.exec.rdd;

import io.headrace.exec.spill.Dealing;
import io.headrace.exec.spill.HeldRows;
import java.util.List;

/**
 * Rows dealt to partitions in turn, in their order.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class DealtRows extends WideRows {
    DealtRows(String word, Rows parent, int partitions, Home home) {
        super(word, List.of(parent), partitions, home);
    }

    @Override
    Computed compute(Tasks tasks) throws Exception {
        List<HeldRows> all = held(tasks, parent());
        return heldRows(Dealing.inTurn(all, partitions(), this::newHeld));
    }
}
