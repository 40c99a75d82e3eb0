package io.headrace.exec.pass;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one operator of one pass, and how instances of them are made, one for each worker.
 *
 * <p><b>Threading:</b> immutable.
 */
final class StageMaker {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Node node;
    private final Object argument;
    private final OwnClass<Stage> stages;
    private final @Nullable OwnClass<ViewStages.Outlet> outlets;

    StageMaker(Node node, Supplier<SpillSpace> space) {
        this.node = node;
        Operator.Narrow operator = (Operator.Narrow) node.operator();
        this.argument = argument(operator, space);
        this.stages = OwnClass.like(LOOKUP, Stage.class, template(operator));
        this.outlets = operator instanceof Operator.ViewFlatMap
                ? OwnClass.like(LOOKUP, ViewStages.Outlet.class, ViewStages.OwnOutlet.class)
                : null;
    }

    /** The operator in words. */
    String describe() {
        return node.describe();
    }

    Stage make(Sink next) {
        return stages.make(node, argument, outlets == null ? next : outlets.make(next));
    }

    private static Object argument(Operator.Narrow operator, Supplier<SpillSpace> space) {
        if (operator instanceof Operator.Map map) return map.function();
        if (operator instanceof Operator.Filter filter) return filter.function();
        if (operator instanceof Operator.FlatMap flatMap) return flatMap.function();
        if (operator instanceof Operator.MapValues mapValues) return mapValues.function();
        if (operator instanceof Operator.FlatMapValues flatMapValues) return flatMapValues.function();
        if (operator instanceof Operator.MapPartitions mapPartitions)
            return new PartitionFunction(mapPartitions.function(), space.get());
        if (operator instanceof Operator.ViewFilter filter) return filter.function();
        if (operator instanceof Operator.ViewFlatMap flatMap) return flatMap.function();
        return ((Operator.Split) operator).delimiter();
    }

    private static Class<? extends Stage> template(Operator.Narrow operator) {
        if (operator instanceof Operator.Map) return ObjectStages.MapStage.class;
        if (operator instanceof Operator.Filter) return ObjectStages.FilterStage.class;
        if (operator instanceof Operator.FlatMap) return ObjectStages.FlatMapStage.class;
        if (operator instanceof Operator.MapValues) return ObjectStages.MapValuesStage.class;
        if (operator instanceof Operator.FlatMapValues) return ObjectStages.FlatMapValuesStage.class;
        if (operator instanceof Operator.MapPartitions) return ObjectStages.MapPartitionsStage.class;
        if (operator instanceof Operator.ViewFilter) return ViewStages.ViewFilterStage.class;
        return operator instanceof Operator.ViewFlatMap
                ? ViewStages.ViewFlatMapStage.class
                : ViewStages.SplitStage.class;
    }
}
