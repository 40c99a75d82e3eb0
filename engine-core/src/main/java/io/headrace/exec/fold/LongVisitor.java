package io.headrace.exec.fold;

/**
 * Sees the keys of a result that are longs.
 *
 * <p><b>Threading:</b> called on the thread that reads the result.
 */
@FunctionalInterface
public interface LongVisitor {
    /** One key and its number: a long, or the bits of a double. */
    void accept(long key, long bits) throws Exception;
}
