package io.headrace.affinity.sizing;

import io.headrace.affinity.topology.Topology;
import java.time.Duration;
import java.util.List;

/**
 * The core-sizing tool: how to use a machine for a load.
 *
 * <p>Nothing is measured or read here: the same machine, load and costs give the same plan. {@code docs/sizing.md} has the
 * formulas.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Sizing {
    /** Beside blocks, tables, state and windows. */
    private static final long OTHER_BYTES = 16L << 20;

    private static final double LEAST_RATE = 1e-3;
    private static final double CLOSE = 1.001;

    private Sizing() {}

    /** The plan, with advice. */
    public static SizingPlan size(Topology topology, SizingRequest request, CostModel costs) {
        SizingPlan plan = plan(topology, request, costs);
        return plan.withAdvice(new Advice(topology, plan, costs).sentences());
    }

    /** The plan without a word. */
    static SizingPlan plan(Topology topology, SizingRequest request, CostModel costs) {
        ShapeSearch search = new ShapeSearch(topology, request, costs);
        Prediction best = search.best();
        Shape shape = best.shape();
        Flow flow = best.flow();
        SizingPlan.Memory memory = memory(flow);
        long heap = JvmFlags.heapBytes(request);
        return new SizingPlan(
                request,
                best.plan(),
                Duration.ofNanos(shape.batchNanos()),
                Duration.ofNanos(shape.blocks().intervalNanos()),
                shape.blocks().bytes(),
                flow.blockCount(),
                shape.deltaRun(),
                memory,
                heap,
                log(flow),
                nanos(best.latencyNanos()),
                nanos(best.recoveryNanos()),
                carriedRate(search, shape),
                best.utilisation(),
                JvmFlags.of(best.plan(), heap, memory.total()),
                List.of());
    }

    private static SizingPlan.Memory memory(Flow flow) {
        return new SizingPlan.Memory(
                Volumes.bytes(flow.blockMemory()),
                Volumes.bytes(flow.tableMemory()),
                Volumes.bytes(flow.stateMemory()),
                Volumes.bytes(flow.windowMemory()),
                OTHER_BYTES);
    }

    private static SizingPlan.Log log(Flow flow) {
        return new SizingPlan.Log(
                Volumes.perHour(flow.blockBytesPerSecond()),
                Volumes.perHour(flow.deltaBytesPerSecond()),
                Volumes.perHour(flow.journalBytesPerSecond()),
                Volumes.perHour(flow.diskBytesPerSecond() - flow.logBytesPerSecond()),
                Volumes.bytes(flow.keptLogBytes()));
    }

    /** The rate at which the shape's first ceiling is reached, by bisection; 0 if it is passed without any load. */
    private static double carriedRate(ShapeSearch search, Shape shape) {
        double low = LEAST_RATE;
        double high = SizingRequest.MAX_RATE;
        if (!search.predict(low, shape).utilisation().fits()) return 0;
        while (high > low * CLOSE) {
            double middle = Math.sqrt(low * high);
            if (search.predict(middle, shape).utilisation().fits()) low = middle;
            else high = middle;
        }
        return low;
    }

    private static Duration nanos(double nanos) {
        return Duration.ofNanos((long) Math.min(nanos, Long.MAX_VALUE));
    }
}
