package io.headrace.exec.fold;

import io.headrace.exec.data.Sink;
import org.jspecify.annotations.Nullable;

/**
 * A sink that fills tables.
 *
 * <p><b>Threading:</b> one worker's.
 */
interface TableSink<T extends BatchTable> extends Sink {
    /** The table that rows go into from now on. */
    void aim(@Nullable T table);
}
