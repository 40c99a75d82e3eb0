package io.headrace;

import io.headrace.function.ViewToLong;
import io.headrace.function.ViewToText;
import io.headrace.plan.ViewKey;

/**
 * What a view is keyed by, for {@link ViewDStream#mapToPair}.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Keys {
    private Keys() {}

    /** A text of the view: the view itself, or one that is aimed at a part of it. */
    public static <V> ViewKey<V, String> text(ViewToText<V> of) {
        return new ViewKey.Text<>(of);
    }

    /** A long of the view. */
    public static <V> ViewKey<V, Long> ofLong(ViewToLong<V> of) {
        return new ViewKey.OfLong<>(of);
    }
}
