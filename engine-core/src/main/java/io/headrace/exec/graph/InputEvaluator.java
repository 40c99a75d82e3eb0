package io.headrace.exec.graph;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An input: the blocks that belong to the batch, or the lists that came with it.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class InputEvaluator implements Evaluator {
    private final int stream;
    private final List<BlockDataset> blocks = new ArrayList<>();
    private final List<ListDataset> lists = new ArrayList<>();

    InputEvaluator(int stream, int slots, Supplier<BlockDataset> maker) {
        this.stream = stream;
        for (int i = 0; i < slots; i++) {
            blocks.add(maker.get());
            lists.add(new ListDataset());
        }
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) {
        Batch batch = scope.batch();
        if (!batch.hasDataset(stream)) return null;
        List<? extends List<?>> explicit = batch.explicit(stream);
        if (explicit != null) return lists.get(scope.slot()).begin(explicit);
        return blocks.get(scope.slot()).begin(batch.firstBlock(stream), batch.endBlock(stream));
    }

    @Override
    public boolean isEager() {
        return false;
    }

    @Override
    public void release(int slot) {
        lists.get(slot).begin(List.of());
    }
}
