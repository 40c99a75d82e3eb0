package io.headrace.bench.words;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.prepared.PreparedPass;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.Utf8View;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.RowFormat;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;

/** {@code lines.split(' ').countByValue()} on views, from prepared blocks. <b>Threading:</b> the main thread and the workers. */
public final class PreparedViews implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        ViewKey<Utf8View, String> word = new ViewKey.Text<>(view -> view);
        Operator.Fold count = new Operator.Fold(
                "countByValue", word, new ViewValue.One<Utf8View>(), Reducer.SUM_LONG, Partitioning.BY_DEFAULT);
        try (PreparedBlocks blocks = WordBlocks.read(task);
                PreparedPass pass = new PreparedPass(
                        blocks,
                        new RowFormat.Utf8Views(),
                        Codecs.TEXT,
                        input -> PreparedPass.then(input, new Operator.Split("split", (byte) ' ')),
                        count,
                        task.threads(),
                        0)) {
            for (int i = 0; task.meter().starts(i); i++) {
                ViewFoldResult counts = pass.batch();
                counts.forEachText((key, bits) -> tally.add(WordBlocks.hash(key.address(), key.length()), bits));
                counts.release();
            }
        }
    }
}
