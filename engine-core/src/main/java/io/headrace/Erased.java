package io.headrace;

import io.headrace.function.ExactFunction2;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.Function3;
import io.headrace.function.Function4;
import io.headrace.function.PairFlatMapFunction;
import io.headrace.function.PairFunction;
import io.headrace.plan.Combine;
import io.headrace.plan.Given;
import io.headrace.plan.StateUpdate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * From the API's types to the plan's, which has none: what the compiler checked in the user's program is forgotten here.
 *
 * <p><b>Threading:</b> stateless.
 */
@SuppressWarnings("unchecked") // see above
final class Erased {
    private Erased() {}

    static <R> Function<Object, R> function(Function<?, R> function) {
        return (Function<Object, R>) Given.checked(function, "function");
    }

    static Function<Object, Object> map(Function<?, ?> function) {
        return (Function<Object, Object>) Given.checked(function, "function");
    }

    static Function<Object, Object> pairMap(PairFunction<?, ?, ?> function) {
        PairFunction<Object, Object, Object> erased =
                (PairFunction<Object, Object, Object>) Given.checked(function, "function");
        return erased::call;
    }

    static FlatMapFunction<Object, Object> flatMap(FlatMapFunction<?, ?> function) {
        return (FlatMapFunction<Object, Object>) Given.checked(function, "function");
    }

    static FlatMapFunction<Object, Object> pairFlatMap(PairFlatMapFunction<?, ?, ?> function) {
        PairFlatMapFunction<Object, Object, Object> erased =
                (PairFlatMapFunction<Object, Object, Object>) Given.checked(function, "function");
        return value -> (Iterator<Object>) (Iterator<?>) erased.call(value);
    }

    static FlatMapFunction<Iterator<Object>, Object> partitions(FlatMapFunction<?, ?> function) {
        return (FlatMapFunction<Iterator<Object>, Object>) Given.checked(function, "function");
    }

    static FlatMapFunction<Iterator<Object>, Object> pairPartitions(PairFlatMapFunction<?, ?, ?> function) {
        PairFlatMapFunction<Iterator<Object>, Object, Object> erased =
                (PairFlatMapFunction<Iterator<Object>, Object, Object>) Given.checked(function, "function");
        return values -> (Iterator<Object>) (Iterator<?>) erased.call(values);
    }

    static FlatMapFunction<Iterator<Object>, Object> glom() {
        return values -> {
            List<Object> all = new ArrayList<>();
            values.forEachRemaining(all::add);
            return List.<Object>of(all).iterator();
        };
    }

    static Function2<Object, Object, Object> reduce(Function2<?, ?, ?> function) {
        return (Function2<Object, Object, Object>) Given.checked(function, "function");
    }

    static Combine reduceByKey(Function2<?, ?, ?> function) {
        Function2<Object, Object, Object> erased = reduce(function);
        return new Combine(value -> value, erased, erased, function instanceof ExactFunction2);
    }

    /** Values of a key in a list, in their order. */
    static Combine group() {
        return Combine.intoLists();
    }

    /** The batch's time is not asked for. */
    static Function4<Object, Object, Object, Object, Object> mapWithState(Function3<?, ?, ?, ?> function) {
        Function3<Object, Object, Object, Object> erased =
                (Function3<Object, Object, Object, Object>) Given.checked(function, "function");
        return (time, key, value, state) -> erased.call(key, value, state);
    }

    static Function4<Object, Object, Object, Object, Object> mapWithState(Function4<?, ?, ?, ?, ?> function) {
        return (Function4<Object, Object, Object, Object, Object>) Given.checked(function, "function");
    }

    static StateUpdate update(Function2<?, ?, ?> function) {
        Function2<Object, Object, Optional<Object>> erased =
                (Function2<Object, Object, Optional<Object>>) Given.checked(function, "function");
        return new StateUpdate.PerKey((time, key, values, state) -> erased.call(values, state));
    }

    static StateUpdate update(Function4<?, ?, ?, ?, ?> function) {
        return new StateUpdate.PerKey(
                (Function4<Object, Object, Object, Object, Optional<Object>>) Given.checked(function, "function"));
    }

    static StateUpdate updatePartition(FlatMapFunction<?, ?> function) {
        return new StateUpdate.PerPartition(partitions(function));
    }

    static Combine combine(Function<?, ?> create, Function2<?, ?, ?> addValue, Function2<?, ?, ?> merge) {
        return new Combine(map(create), reduce(addValue), reduce(merge), merge instanceof ExactFunction2);
    }
}
