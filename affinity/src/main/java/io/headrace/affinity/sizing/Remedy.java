package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Finds what would carry a load that a machine does not carry. First with as many cores as anybody has: what is still short then
 * is no matter of cores, and is changed, one thing after another, until the load fits. Then the fewest cores with which the
 * changed load still fits. Each answer was sized like any other load.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Remedy {
    private static final int MANY_CORES = 256;
    private static final int STEPS = 24;
    private static final int MOST_CONTEXTS = 256;

    /** Asks for a little more than the figures say, so that rounding does not spoil the answer. */
    private static final double AMPLY = 1.05;

    private final Topology topology;
    private final SizingRequest original;
    private final CostModel originalCosts;
    private final Utilisation first;
    private SizingRequest whole; // the load, undivided
    private CostModel costs;
    private int contexts = 1;

    /** @param first how busy the plan for this machine would keep it */
    Remedy(Topology topology, SizingRequest request, CostModel costs, Utilisation first) {
        this.topology = topology;
        this.first = first;
        this.original = request;
        this.originalCosts = costs;
        this.whole = request;
        this.costs = costs;
    }

    /** In sentences what would do; an empty list if nothing was found. */
    List<String> find() {
        Topology many = PlainMachine.cores(MANY_CORES);
        for (int step = 0; step < STEPS; step++) {
            Utilisation strained = best(many).utilisation();
            if (strained.fits()) {
                chooseContexts(many);
                return inWords();
            }
            String bottleneck = strained.bottleneck();
            if (!change(bottleneck, strained.worst() * AMPLY)) return List.of();
        }
        return List.of();
    }

    private boolean change(String bottleneck, double needed) {
        if (bottleneck.equals(Role.RECEIVER.word())) return moreReceivers(needed);
        return switch (bottleneck) {
            case Prediction.DISK -> {
                costs = costs.with(Cost.DISK_BANDWIDTH, costs.get(Cost.DISK_BANDWIDTH) * needed);
                yield true;
            }
            case Prediction.MEMORY -> {
                whole = whole.change()
                        .memoryBytes((long) (whole.memoryBytes() * needed))
                        .build();
                yield true;
            }
            case Prediction.MEMORY_BANDWIDTH -> {
                costs = costs.with(Cost.MEMORY_BANDWIDTH, costs.get(Cost.MEMORY_BANDWIDTH) * needed);
                yield true;
            }
            case Prediction.LATENCY -> false;
            default -> cutOtherwise(needed);
        };
    }

    private boolean moreReceivers(double needed) {
        int receivers = (int) Math.min(SizingRequest.MAX_RECEIVERS, Math.ceil(whole.receivers() * needed));
        if (receivers == whole.receivers()) return split(needed);
        whole = whole.change().receivers(receivers).build();
        return true;
    }

    /** A given cut is given up first; then the load is split. */
    private boolean cutOtherwise(double needed) {
        if (whole.batch() == null && whole.workers() == 0) return split(needed);
        whole = whole.change().batch(null).workers(0).build();
        return true;
    }

    private boolean split(double needed) {
        contexts = (int) Math.min(MOST_CONTEXTS + 1, Math.ceil(contexts * needed));
        return contexts <= MOST_CONTEXTS;
    }

    /** What each of several contexts has to carry, with its own log and its part of the receivers and keys. */
    private SizingRequest part() {
        if (contexts == 1) return whole;
        SizingRequest.Keys keys = whole.keys();
        long keysEach = (keys.count() + contexts - 1) / contexts;
        long touched = Math.min(keysEach, keys.touchedPerBatch());
        return whole.change()
                .rate(whole.rate() / contexts)
                .receivers((whole.receivers() + contexts - 1) / contexts)
                .keys(new SizingRequest.Keys(keysEach, touched, keys.skew(), keys.bytes()))
                .build();
    }

    private List<String> inWords() {
        List<String> changes = new ArrayList<>();
        if (contexts > 1) changes.add("the load split over " + contexts + " contexts, each with a log of its own");
        if (whole.receivers() != original.receivers() && contexts == 1)
            changes.add(Words.many(whole.receivers(), "receiver") + " instead of " + original.receivers());
        if (original.batch() != null && whole.batch() == null) {
            long nanos = best(PlainMachine.cores(MANY_CORES)).shape().batchNanos();
            changes.add("a batch interval of " + Durations.print(Duration.ofNanos(nanos)) + " instead of "
                    + Durations.print(original.batch()));
        }
        if (original.workers() > 0 && whole.workers() == 0) changes.add("the number of workers left to the plan");
        addBandwidth(changes, Prediction.DISK, Cost.DISK_BANDWIDTH, "a disk that takes ", " for hours");
        addBandwidth(changes, Prediction.MEMORY_BANDWIDTH, Cost.MEMORY_BANDWIDTH, "memory nodes that move ", "");
        if (whole.memoryBytes() > original.memoryBytes())
            changes.add(
                    Words.bytes(whole.memoryBytes()) + " of memory instead of " + Words.bytes(original.memoryBytes()));
        addCores(changes);
        return changes;
    }

    /** All contexts of the machine share its disk and its memory: what they need is what the whole load needs. */
    private void addBandwidth(List<String> changes, String load, Cost cost, String before, String after) {
        Utilisation.Load strained = Objects.requireNonNull(first.loads().get(load));
        if (strained.ofCeiling() <= 1) return;
        double had = originalCosts.get(cost);
        changes.add(before + Words.bytes(had * strained.ofCeiling() * AMPLY) + "/s" + after + " instead of "
                + Words.bytes(had) + "/s");
    }

    private void addCores(List<String> changes) {
        int has = topology.usable();
        if (contexts == 1 && fits(topology)) return;
        int fewest = fewestCores();
        if (contexts > 1 && (long) contexts * fewest <= has && topology.quota().isEmpty()) return;
        String quota = topology.quota().isPresent() ? " and no CPU quota" : "";
        changes.add(Words.many(fewest, "core") + " like the fastest of this machine"
                + (contexts > 1 ? " for each context" : "") + quota + ", instead of " + Words.many(has, "usable CPU"));
    }

    /** Between the fewest contexts that do and those found first: the number that wants the fewest cores in all. */
    private void chooseContexts(Topology many) {
        if (contexts == 1) return;
        int found = contexts;
        int fewest = fewestContexts(many);
        long leastCores = Long.MAX_VALUE;
        int best = found;
        for (int candidate : new int[] {found, (found + fewest) / 2, fewest}) {
            contexts = candidate;
            long cores = (long) candidate * fewestCores();
            if (cores < leastCores) best = candidate;
            leastCores = Math.min(leastCores, cores);
        }
        contexts = best;
    }

    private int fewestContexts(Topology many) {
        int high = contexts;
        int low = 0;
        while (high - low > 1) {
            contexts = (low + high) / 2;
            if (fits(many)) high = contexts;
            else low = contexts;
        }
        return high;
    }

    private int fewestCores() {
        int low = 0;
        int high = MANY_CORES;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (fits(PlainMachine.cores(middle))) high = middle;
            else low = middle;
        }
        return high;
    }

    private Prediction best(Topology machine) {
        return new ShapeSearch(machine, part(), costs).best();
    }

    private boolean fits(Topology machine) {
        return best(machine).utilisation().fits();
    }
}
