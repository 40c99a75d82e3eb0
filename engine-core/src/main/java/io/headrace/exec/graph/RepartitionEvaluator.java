package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code repartition(n)}: the rows dealt to n partitions in turn, in the order of streams and blocks.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class RepartitionEvaluator implements Evaluator {
    private final ParentRows rows;
    private final int partitions;
    private final List<ListDataset> results = new ArrayList<>();

    RepartitionEvaluator(ParentRows rows, int partitions, int slots) {
        this.rows = rows;
        this.partitions = partitions;
        for (int i = 0; i < slots; i++) results.add(new ListDataset());
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        List<List<@Nullable Object>> collected = Collecting.rows(rows, scope);
        if (collected == null) return null;
        List<List<@Nullable Object>> dealt = new ArrayList<>(partitions);
        for (int i = 0; i < partitions; i++) dealt.add(new ArrayList<>());
        int next = 0;
        for (List<@Nullable Object> part : collected) {
            for (Object row : part) {
                dealt.get(next).add(row);
                next = next + 1 == partitions ? 0 : next + 1;
            }
        }
        return results.get(scope.slot()).begin(dealt);
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public void release(int slot) {
        results.get(slot).begin(List.of());
    }
}
