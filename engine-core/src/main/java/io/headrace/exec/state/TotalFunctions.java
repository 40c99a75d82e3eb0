package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the user's functions do to running totals; the key is named when they throw.
 *
 * <p><b>Threading:</b> as the user's functions.
 */
final class TotalFunctions {
    private final Node node;
    private final KeyedMerge merge;
    private final Function2<Object, Object, Object> inverse;
    private final @Nullable Function<Object, Boolean> keep;

    TotalFunctions(Node node, KeyedMerge merge) {
        Operator.CombineWindow window = (Operator.CombineWindow) node.operator();
        this.node = node;
        this.merge = merge;
        inverse = Objects.requireNonNull(window.inverse());
        keep = window.keep();
    }

    /** The total with what enters the window. */
    @Nullable
    Object putIn(@Nullable Object key, @Nullable Object total, @Nullable Object entering) throws Exception {
        return merge.merge(key, total, entering);
    }

    /** The total without what leaves the window. */
    @SuppressWarnings("NullAway") // totals are null where the user's functions make them so
    @Nullable
    Object takeOut(@Nullable Object key, @Nullable Object total, @Nullable Object leaving) throws Exception {
        try {
            return inverse.call(total, leaving);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    /** Whether a total stays. */
    boolean isKept(Tuple2<?, ?> total) throws Exception {
        if (keep == null) return true;
        try {
            return keep.call(total);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, total._1(), e);
        }
    }
}
