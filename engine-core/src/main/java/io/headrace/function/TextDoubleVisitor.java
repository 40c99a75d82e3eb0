package io.headrace.function;

import io.headrace.memory.codec.Utf8View;
import java.io.Serializable;

/**
 * Is shown keys and the numbers that belong to them, without an object for either. The key is valid during the call.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
@FunctionalInterface
public interface TextDoubleVisitor extends Serializable {
    void visit(Utf8View key, double value) throws Exception;
}
