package io.headrace.exec.spill;

import org.jspecify.annotations.Nullable;

/**
 * What is thrown when a function of the user fails on the values of a key.
 *
 * <p><b>Threading:</b> any thread.
 */
@FunctionalInterface
public interface Blame {
    Exception of(@Nullable Object key, Throwable thrown);
}
