package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.CoreDemand;
import io.headrace.affinity.plan.CorePlanner;
import io.headrace.affinity.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the cut of a load that a machine carries with ease: the shortest batch interval first, then the fewest workers, then
 * the fewest batches to a delta. Where none is easy, the one that strains the machine least.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ShapeSearch {
    private static final long MILLI = 1_000_000;

    /** What is tried when the batch interval is left to the plan. */
    private static final long[] BATCH_NANOS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
            .map(ms -> ms * MILLI)
            .toArray();

    /** A part of a ceiling that is not worth longer batches or more workers. */
    private static final double SLIGHT = 0.03;

    private final Topology topology;
    private final SizingRequest request;
    private final CostModel costs;
    private final KeyDraw draw;
    private final double plannedShare;
    private final Map<Integer, Capacity> capacities = new HashMap<>();
    private final List<Prediction> strained = new ArrayList<>();

    ShapeSearch(Topology topology, SizingRequest request, CostModel costs) {
        this.topology = topology;
        this.request = request;
        this.costs = costs;
        this.draw = draw(request.keys());
        this.plannedShare = costs.get(Cost.PLANNED_SHARE);
    }

    private static KeyDraw draw(SizingRequest.Keys keys) {
        long cap = keys.touchedPerBatch() == 0 ? Long.MAX_VALUE : keys.touchedPerBatch();
        return new KeyDraw(keys.count(), keys.skew(), cap);
    }

    Prediction best() {
        long[] intervals = request.batch() == null
                ? BATCH_NANOS
                : new long[] {request.batch().toNanos()};
        for (long batchNanos : intervals) {
            Prediction easy = easyWith(batchNanos);
            if (easy != null) return easy;
        }
        return leastStrained();
    }

    /**
     * The first shape that is about as good as any: by what is strained most, and then by all that is strained. One that fits is
     * never passed over for one that does not.
     */
    private Prediction leastStrained() {
        double lowest = strained.stream().mapToDouble(ShapeSearch::worst).min().orElseThrow();
        double limit = lowest > 1 ? lowest + SLIGHT : Math.min(1, lowest + SLIGHT);
        List<Prediction> good =
                strained.stream().filter(shape -> worst(shape) <= limit).toList();
        double least = good.stream().mapToDouble(this::excess).min().orElseThrow();
        return good.stream()
                .filter(shape -> excess(shape) <= least + SLIGHT)
                .findFirst()
                .orElseThrow();
    }

    private static double worst(Prediction prediction) {
        return prediction.utilisation().worst();
    }

    private double excess(Prediction prediction) {
        return prediction.utilisation().excess(plannedShare);
    }

    /** What a shape is to be expected to do at another rate. */
    Prediction predict(double rate, Shape shape) {
        SizingRequest other = request.change().rate(rate).build();
        BlockShape blocks = BlockShape.of(other, costs, shape.workers(), shape.batchNanos());
        Shape same = new Shape(shape.workers(), shape.batchNanos(), shape.deltaRun(), blocks);
        return new Prediction(other, costs, capacityFor(shape.workers()), same, draw);
    }

    private @Nullable Prediction easyWith(long batchNanos) {
        if (request.workers() > 0) return easyWith(batchNanos, request.workers());
        int most = mostWorkers();
        int tried = 0;
        for (int workers = 1; tried < most; workers = Math.min(most, next(workers))) {
            Prediction easy = easyWith(batchNanos, workers);
            if (easy != null) return fewestWorkers(batchNanos, tried + 1, workers, easy);
            tried = workers;
        }
        return null;
    }

    /** Between a number of workers that did not do and one that did. */
    private Prediction fewestWorkers(long batchNanos, int from, int to, Prediction known) {
        for (int workers = from; workers < to; workers++) {
            Prediction easy = easyWith(batchNanos, workers);
            if (easy != null) return easy;
        }
        return known;
    }

    private @Nullable Prediction easyWith(long batchNanos, int workers) {
        BlockShape blocks = BlockShape.of(request, costs, workers, batchNanos);
        double mostRuns = Math.max(1, costs.get(Cost.CATCH_UP_NANOS) / batchNanos);
        for (int run = 1; run <= mostRuns; run *= 2) {
            Shape shape = new Shape(workers, batchNanos, run, blocks);
            Prediction prediction = new Prediction(request, costs, capacityFor(workers), shape, draw);
            if (prediction.utilisation().isComfortable(plannedShare)) return prediction;
            strained.add(prediction);
            if (prediction.flow().deltaBytesPerSecond() == 0) break;
        }
        return null;
    }

    /** Every CPU but one, when the receivers have theirs; one in any case. */
    private int mostWorkers() {
        return Math.max(
                1, Math.min(SizingRequest.MAX_WORKERS, capacityFor(1).plan().available() - request.receivers() - 1));
    }

    private static int next(int workers) {
        return workers < 4 ? workers + 1 : workers + workers / 2;
    }

    private Capacity capacityFor(int workers) {
        return capacities.computeIfAbsent(workers, count -> {
            CoreDemand demand = CoreDemand.of(request.receivers())
                    .withWorkers(count)
                    .withLog(request.durability().logs());
            return new Capacity(CorePlanner.plan(topology, demand), costs);
        });
    }
}
