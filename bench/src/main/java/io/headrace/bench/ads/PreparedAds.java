package io.headrace.bench.ads;

import io.headrace.bench.fork.AdEvent;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.prepared.PreparedPass;
import io.headrace.bench.words.WordBlocks;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.Utf8View;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.RowFormat;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;

/** {@code filter(isView).mapToPair(ofLong(key), one()).sumByKey()} on views, from prepared blocks. <b>Threading:</b> the main thread and the workers. */
public final class PreparedAds implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        AdTable ads = new AdTable(AdEvent.ads(task.input()));
        ViewKey<Utf8View, Long> key = new ViewKey.OfLong<>(line -> AdLine.key(line.address(), ads));
        Operator.Fold count = new Operator.Fold(
                "sumByKey", key, new ViewValue.One<Utf8View>(), Reducer.SUM_LONG, Partitioning.BY_DEFAULT);
        Operator.ViewFilter views = new Operator.ViewFilter(
                "filter", line -> AdLine.isView(AdLine.type(AdLine.ad(((Utf8View) line).address()))));
        try (PreparedBlocks blocks = WordBlocks.read(task);
                PreparedPass pass = new PreparedPass(
                        blocks,
                        new RowFormat.Utf8Views(),
                        Codecs.TEXT,
                        input -> PreparedPass.then(input, views),
                        count,
                        task.threads(),
                        0)) {
            for (int i = 0; task.meter().starts(i); i++) {
                ViewFoldResult counts = pass.batch();
                counts.forEachLong((found, number) -> tally.add(KeyHash.of(found), number));
                counts.release();
            }
        }
    }
}
