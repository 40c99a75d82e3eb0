package io.headrace.plan;

import io.headrace.function.ViewToLong;
import io.headrace.function.ViewToText;
import java.io.Serializable;

/**
 * What a view is keyed by: its text or a long in it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <V> the view
 * @param <K> how the key looks as an object
 */
@SuppressWarnings("unused") // K is for the compiler of user code
public sealed interface ViewKey<V, K> extends Serializable {
    record Text<V>(ViewToText<V> of) implements ViewKey<V, String> {}

    record OfLong<V>(ViewToLong<V> of) implements ViewKey<V, Long> {}
}
