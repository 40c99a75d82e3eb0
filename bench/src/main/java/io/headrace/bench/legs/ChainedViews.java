package io.headrace.bench.legs;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.prepared.PreparedPass;
import io.headrace.bench.words.WordBlocks;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.function.ViewPredicate;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.Utf8View;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.RowFormat;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import java.util.List;

/**
 * Word count on prepared blocks with filters behind the split, all different functions that let every word pass. Setting: {@code filters}.
 *
 * <p><b>Threading:</b> the main thread and the workers.
 */
public final class ChainedViews implements Contender {
    static final String FILTERS = "filters";

    private static final List<ViewPredicate<Object>> ALL = List.of(
            view -> ((Utf8View) view).length() > 0,
            view -> ((Utf8View) view).length() < 100,
            view -> ((Utf8View) view).byteAt(0) != '#',
            view -> ((Utf8View) view).byteAt(0) != '!',
            view -> !((Utf8View) view).isEmpty(),
            view -> ((Utf8View) view).length() != 50,
            view -> ((Utf8View) view).byteAt(0) >= 'a',
            view -> ((Utf8View) view).byteAt(0) <= 'z',
            view -> ((Utf8View) view).length() != 60,
            view -> ((Utf8View) view).byteAt(0) != '$');

    /** Split, filters, and the count: a chain of twelve. */
    static final int MOST = ALL.size();

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        int filters = (int) task.number(FILTERS);
        ViewKey<Utf8View, String> word = new ViewKey.Text<>(view -> view);
        Operator.Fold count = new Operator.Fold(
                "countByValue", word, new ViewValue.One<Utf8View>(), Reducer.SUM_LONG, Partitioning.BY_DEFAULT);
        try (PreparedBlocks blocks = WordBlocks.read(task);
                PreparedPass pass = new PreparedPass(
                        blocks,
                        new RowFormat.Utf8Views(),
                        Codecs.TEXT,
                        input -> chain(input, filters),
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

    private static Node chain(Node input, int filters) {
        Node last = PreparedPass.then(input, new Operator.Split("split", (byte) ' '));
        for (ViewPredicate<Object> filter : ALL.subList(0, filters))
            last = PreparedPass.then(last, new Operator.ViewFilter("filter", filter));
        return last;
    }
}
