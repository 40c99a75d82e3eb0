package io.headrace.function;

import java.io.Serializable;

/**
 * Is shown keys and the numbers that belong to them, without an object for either.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
@FunctionalInterface
public interface LongLongVisitor extends Serializable {
    void visit(long key, long value) throws Exception;
}
