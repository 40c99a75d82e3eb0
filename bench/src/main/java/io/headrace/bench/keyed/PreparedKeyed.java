package io.headrace.bench.keyed;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.prepared.PreparedPass;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.memory.codec.Codecs;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.RowFormat;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;

/** {@code mapToPair(ofLong, ofLong).sumByKey()} on flat views, from prepared blocks. <b>Threading:</b> the main thread and the workers. */
public final class PreparedKeyed implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        Operator.Fold sum = new Operator.Fold(
                "sumByKey",
                new ViewKey.OfLong<>(Sale::key),
                new ViewValue.OfLong<>(Sale::number),
                Reducer.SUM_LONG,
                Partitioning.BY_DEFAULT);
        try (PreparedBlocks blocks = SaleBlocks.read(task);
                PreparedPass pass = new PreparedPass(
                        blocks,
                        new RowFormat.Flat(Sale.views()),
                        Codecs.BYTES,
                        input -> input,
                        sum,
                        task.threads(),
                        0)) {
            for (int i = 0; task.meter().starts(i); i++) {
                ViewFoldResult sums = pass.batch();
                sums.forEachLong((key, number) -> tally.add(KeyHash.of(key), number));
                sums.release();
            }
        }
    }
}
