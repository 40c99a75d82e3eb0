package io.headrace.plan;

import io.headrace.memory.codec.flat.FlatViews;
import org.jspecify.annotations.Nullable;

/**
 * One of the two streams of a join of views.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param views of its records; null where they are texts
 */
public record JoinSide(ViewKey<?, ?> key, @Nullable FlatViews<?> views) {
    private static final String TEXTS = "text:1";

    /** What its records are, in words that are stored. */
    public String records() {
        return views == null ? TEXTS : views.layout().signature();
    }

    /** Of which views the records of a stream are; null for texts, and where nobody knows. */
    public static @Nullable FlatViews<?> viewsOf(Node node) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Input input)
            return input.rows() instanceof RowFormat.Flat flat ? flat.views() : null;
        if (operator instanceof Operator.MapFlatState map) return map.results();
        if (operator instanceof Operator.JoinViews join) return join.results();
        if (operator instanceof Operator.FlatSnapshots)
            return node.parent().operator() instanceof Operator.MapFlatState map ? map.states() : null;
        if (operator instanceof Operator.ViewFilter || operator instanceof Operator.Union)
            return viewsOf(node.parent());
        return null;
    }
}
