package io.headrace.function;

/**
 * A function of two values whose user declares that neither the order nor the grouping of the values changes the result. Blocks are
 * then folded in whatever order is fastest.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface ExactFunction2<T> extends Function2<T, T, T> {}
