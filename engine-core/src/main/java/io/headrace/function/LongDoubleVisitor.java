package io.headrace.function;

import java.io.Serializable;

/**
 * Is shown keys and the numbers that belong to them, without an object for either.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
@FunctionalInterface
public interface LongDoubleVisitor extends Serializable {
    void visit(long key, double value) throws Exception;
}
