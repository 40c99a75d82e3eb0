package io.headrace.function;

import io.headrace.memory.codec.Utf8View;
import java.io.Serializable;

/**
 * Finds the text of a view: the view itself, or one that was aimed at a part of it. It is read before the next call.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface ViewToText<V> extends Serializable {
    Utf8View apply(V view) throws Exception;
}
