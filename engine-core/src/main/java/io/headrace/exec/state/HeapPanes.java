package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.spill.SpilledList;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link HeapPane} of a batch, and writes it down.
 *
 * <p><b>Threading:</b> stateless.
 */
final class HeapPanes {
    private HeapPanes() {}

    /** The batch's combinations; an empty pane where the parent has no dataset. */
    static HeapPane gather(Evaluator batchPart, int partitions, BatchScope scope) throws Exception {
        HeapPane pane = new HeapPane(partitions);
        Dataset combined = batchPart.evaluate(scope);
        if (combined == null) return pane;
        if (combined.partitions() != partitions)
            throw new IllegalStateException(
                    combined.partitions() + " partitions of a batch, for a window of " + partitions);
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions;
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                Map<@Nullable Object, @Nullable Object> part = pane.partition(partition);
                combined.push(partition, row -> put(part, row), worker);
            }
        });
        return pane;
    }

    private static void put(Map<@Nullable Object, @Nullable Object> part, @Nullable Object row) {
        if (!(row instanceof Tuple2<?, ?> pair)) throw new IllegalStateException("a keyed result of " + row);
        Object value = pair._2();
        part.put(pair._1(), value instanceof SpilledList list ? new ArrayList<>(list) : value); // it outlives the batch
    }

    static void write(HeapPane pane, byte kind, PairCodec rows, StateDelta delta) throws InterruptedException {
        for (int i = 0; i < pane.partitions(); i++) rows.write(delta, kind, i, pane.partition(i));
    }
}
