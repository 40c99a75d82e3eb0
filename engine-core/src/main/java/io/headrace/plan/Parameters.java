package io.headrace.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of an operator that can be written down: lengths, counts, places. Functions are not among them, for two of them cannot be
 * compared.
 *
 * <p>Names are made of these texts, and names are stored: what is said of an operator stays as it is.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Parameters {
    private Parameters() {}

    /** In a fixed order, the word of the operation first. */
    static List<String> of(Operator operator) {
        List<String> said = new ArrayList<>();
        said.add(operator.word());
        if (operator instanceof Operator.Window window) window(said, window.windowMillis(), window.slideMillis());
        if (operator instanceof Operator.CombineWindow window) {
            window(said, window.windowMillis(), window.slideMillis());
            said.add(window.inverse() == null ? "plain" : "inverse");
            said.add(window.keep() == null ? "all" : "kept");
        }
        if (operator instanceof Operator.FoldWindow window) {
            window(said, window.windowMillis(), window.slideMillis());
            fold(said, window.key(), window.value(), window.reducer());
        }
        if (operator instanceof Operator.Fold fold) fold(said, fold.key(), fold.value(), fold.reducer());
        if (operator instanceof Operator.FoldState fold) fold(said, fold.key(), fold.value(), fold.reducer());
        if (operator instanceof Operator.MapWithState map) said.add("timeout " + map.timeoutMillis());
        if (operator instanceof Operator.MapFlatState map) {
            said.add("timeout " + map.timeoutMillis());
            said.add(kindOf(map.key()));
            said.add(map.states().layout().signature());
            said.add(map.results().layout().signature());
        }
        if (operator instanceof Operator.JoinViews join) {
            window(said, join.windowMillis(), join.slideMillis());
            said.add(kindOf(join.left().key()));
            said.add(join.left().records());
            said.add(join.right().records());
            said.add(join.results().layout().signature());
        }
        if (operator instanceof Operator.UpdateState update)
            said.add(update.update() instanceof StateUpdate.PerKey ? "per key" : "per partition");
        if (operator instanceof Operator.Repartition dealt) said.add("into " + dealt.partitions());
        if (operator instanceof Operator.Split split) said.add("at " + split.delimiter());
        Partitioning partitioning = ProgramCheck.partitioning(operator);
        if (partitioning != null) said.add(partitioning.toString());
        return said;
    }

    private static void window(List<String> said, long windowMillis, long slideMillis) {
        said.add("last " + windowMillis);
        said.add("every " + slideMillis);
    }

    private static void fold(List<String> said, ViewKey<?, ?> key, ViewValue<?, ?> value, Reducer reducer) {
        said.add(kindOf(key));
        said.add(value.getClass().getSimpleName());
        said.add(reducer.name());
    }

    private static String kindOf(ViewKey<?, ?> key) {
        return key.getClass().getSimpleName();
    }
}
