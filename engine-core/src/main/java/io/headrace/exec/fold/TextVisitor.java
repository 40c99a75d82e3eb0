package io.headrace.exec.fold;

import io.headrace.memory.codec.Utf8View;

/**
 * Sees the keys of a result that are texts.
 *
 * <p><b>Threading:</b> called on the thread that reads the result.
 */
@FunctionalInterface
public interface TextVisitor {
    /**
     * One key and its number: a long, or the bits of a double.
     *
     * @param key valid during the call
     */
    void accept(Utf8View key, long bits) throws Exception;
}
