package io.headrace.plan;

import io.headrace.function.Function;
import io.headrace.function.Function2;

/**
 * How the values of a key become one: the functions of {@code combineByKey}, as everything keyed on objects is made of them.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param create makes a combination of a first value
 * @param addValue puts another value in
 * @param merge makes one of two combinations, the left one being of earlier records
 * @param exact whether the grouping of the records does not change the result: then blocks are folded in any order
 */
public record Combine(
        Function<Object, Object> create,
        Function2<Object, Object, Object> addValue,
        Function2<Object, Object, Object> merge,
        boolean exact) {}
