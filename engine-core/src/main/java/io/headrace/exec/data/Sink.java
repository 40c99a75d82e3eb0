package io.headrace.exec.data;

import org.jspecify.annotations.Nullable;

/**
 * Where rows go. A row may be a view that is aimed elsewhere after the call.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
@FunctionalInterface
public interface Sink {
    void accept(@Nullable Object row) throws Exception;
}
