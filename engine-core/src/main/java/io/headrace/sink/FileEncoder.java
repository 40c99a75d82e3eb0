package io.headrace.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;

/**
 * Writes one element into a file.
 *
 * <p><b>Threading:</b> called by several workers at once, each with a stream of its own.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface FileEncoder<T> extends Serializable {
    void encode(T element, OutputStream file) throws IOException;
}
