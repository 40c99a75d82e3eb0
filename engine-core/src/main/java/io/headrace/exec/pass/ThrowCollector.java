package io.headrace.exec.pass;

/**
 * Is told of each record that throws, and the pass goes on behind it. What such a pass computes is for nothing but finding those records:
 * the operators before the one that threw may have passed on a part of what the record yields.
 *
 * <p><b>Threading:</b> all workers at once.
 */
@FunctionalInterface
public interface ThrowCollector {
    /** A record threw; the failure knows its position. */
    void threw(OperatorFailedException failure);
}
