package io.headrace.exec.state;

import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.Function2;
import io.headrace.plan.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges combinations by key, in order, and names the key when the user's function throws.
 *
 * <p><b>Threading:</b> as the user's function: several workers may merge at once.
 */
final class KeyedMerge {
    private final Node node;
    private final Function2<Object, Object, Object> function;

    KeyedMerge(Node node, Function2<Object, Object, Object> function) {
        this.node = node;
        this.function = function;
    }

    /** One of two combinations of a key. */
    @Nullable
    Object merge(@Nullable Object key, @Nullable Object earlier, @Nullable Object later) throws Exception {
        try {
            return call(earlier, later);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    @SuppressWarnings("NullAway") // a combination may be null where the user's functions make one
    private @Nullable Object call(@Nullable Object earlier, @Nullable Object later) throws Exception {
        return function.call(earlier, later);
    }

    /** Merges later combinations into a map of earlier ones. */
    void into(Map<@Nullable Object, @Nullable Object> earlier, Map<@Nullable Object, @Nullable Object> later)
            throws Exception {
        for (Map.Entry<@Nullable Object, @Nullable Object> entry : later.entrySet()) {
            Object key = entry.getKey();
            Object value = entry.getValue();
            Object old = earlier.get(key);
            boolean isNew = old == null && !earlier.containsKey(key);
            earlier.put(key, isNew ? value : merge(key, old, value));
        }
    }

    /** A new map of both. */
    Map<@Nullable Object, @Nullable Object> both(
            Map<@Nullable Object, @Nullable Object> earlier, Map<@Nullable Object, @Nullable Object> later)
            throws Exception {
        Map<@Nullable Object, @Nullable Object> merged = new LinkedHashMap<>(earlier);
        into(merged, later);
        return merged;
    }
}
