package io.headrace.exec.graph;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.pass.PassDataset;
import io.headrace.exec.work.TaskSet;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An input: the blocks that belong to the batch, or the lists that came with it. The blocks of an input of explicit batches say which
 * partition they are of; where one took several, they are put together again.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class InputEvaluator implements Evaluator {
    private final int stream;
    private final boolean hasExplicitBatches;
    private final List<BlockDataset> blocks = new ArrayList<>();
    private final List<ListDataset> lists = new ArrayList<>();
    private final List<PassDataset> shown = new ArrayList<>();

    /** @param rows a way to its own rows, for those who see it as a whole */
    InputEvaluator(int stream, boolean hasExplicitBatches, int slots, Supplier<BlockDataset> maker, ParentRows rows) {
        this.stream = stream;
        this.hasExplicitBatches = hasExplicitBatches;
        for (int i = 0; i < slots; i++) {
            blocks.add(maker.get());
            shown.add(rows.newDataset());
            lists.add(new ListDataset(stream, maker.get().label()));
        }
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        Batch batch = scope.batch();
        if (!batch.hasDataset(stream)) return null;
        List<? extends List<?>> explicit = batch.explicit(stream);
        if (explicit != null) return lists.get(scope.slot()).begin(explicit, batch.firstBlock(stream));
        BlockDataset dataset = blocks.get(scope.slot())
                .begin(batch.firstBlock(stream), batch.endBlock(stream))
                .ofBatch(batch.incarnation(), batch.sequence());
        return hasExplicitBatches ? asWritten(scope, dataset) : dataset;
    }

    @Override
    public Dataset shown(BatchScope scope, Dataset own) {
        if (scope.filter() == null) return own;
        return shown.get(scope.slot()).begin(own, scope.filter(), null);
    }

    /** The partitions that the source gave: the blocks themselves, if each partition took one. */
    private Dataset asWritten(BatchScope scope, BlockDataset dataset) throws Exception {
        int[] partitions = new int[dataset.partitions()];
        scope.tasks().run(new OneTask(worker -> {
            for (int block = 0; block < partitions.length; block++)
                partitions[block] = partitionOf(dataset, block, worker);
        }));
        int last = partitions.length == 0 ? -1 : partitions[partitions.length - 1];
        if (last + 1 == partitions.length) return dataset;
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i <= last; i++) rows.add(new ArrayList<>());
        scope.tasks().run(new OneTask(worker -> {
            for (int block = 0; block < partitions.length; block++)
                dataset.push(block, rows.get(partitions[block])::add, worker);
        }));
        return lists.get(scope.slot()).begin(rows, scope.batch().firstBlock(stream));
    }

    private static int partitionOf(BlockDataset dataset, int block, Worker worker) {
        BlockReader reader = dataset.open(block, worker);
        try {
            if (reader.positionLength() != Integer.BYTES)
                throw new CorruptDataException("a block of explicit batches does not say which partition it is of");
            return RawMemory.getInt(reader.positionAddress());
        } finally {
            dataset.close(worker);
        }
    }

    /** Something that is done once, by a worker. */
    private record OneTask(Body body) implements TaskSet {
        interface Body {
            void run(Worker worker) throws Exception;
        }

        @Override
        public int tasks() {
            return 1;
        }

        @Override
        public void run(int task, Worker worker) throws Exception {
            body.run(worker);
        }
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
