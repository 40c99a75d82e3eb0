package io.headrace.exec.rdd;

import io.headrace.function.Function2;
import org.jspecify.annotations.Nullable;

/**
 * Rows made one, as they come.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Running {
    private final Function2<Object, Object, Object> function;
    boolean any;

    @Nullable
    Object value;

    Running(Function2<Object, Object, Object> function) {
        this.function = function;
    }

    /** Begins with a value. */
    Running from(@Nullable Object zero) {
        value = zero;
        any = true;
        return this;
    }

    @SuppressWarnings("NullAway") // it does not see that the function takes nulls
    void add(@Nullable Object row) throws Exception {
        value = any ? function.call(value, row) : row;
        any = true;
    }
}
