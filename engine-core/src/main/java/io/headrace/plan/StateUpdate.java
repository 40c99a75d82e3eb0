package io.headrace.plan;

import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function4;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;

/**
 * The user's function of every key's new values and state, in each batch. Values are a {@link java.util.List}, a state an {@link
 * Optional}.
 *
 * <p><b>Threading:</b> immutable, as far as the function is.
 */
public sealed interface StateUpdate extends Serializable {
    /** Key by key: the batch's time as the API has it, key, values and state to the next state, or none. */
    record PerKey(Function4<Object, Object, Object, Object, Optional<Object>> function) implements StateUpdate {}

    /** A partition at once: pairs of key and (values, state) to pairs of key and state. */
    record PerPartition(FlatMapFunction<Iterator<Object>, Object> function) implements StateUpdate {}
}
