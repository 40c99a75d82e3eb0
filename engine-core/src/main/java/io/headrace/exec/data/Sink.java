package io.headrace.exec.data;

import org.jspecify.annotations.Nullable;

/**
 * Where rows go. A row may be a view that is aimed elsewhere after the call.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
@FunctionalInterface
public interface Sink {
    /** Between two {@linkplain #settle settlings} by a loop are so many rows of the root at most. */
    int RUN = 32;

    void accept(@Nullable Object row) throws Exception;

    /**
     * A good time to work on rows that were kept together, if there are enough of them: loops ask every few rows. What a sink does here it need
     * not do in {@link #accept}, so a loop around that has no call in it, and reads once what stays the same.
     */
    default void settle() throws Exception {}
}
