package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a colleague would say about a plan: whether it will do, why it is cut so, what to watch, and what to change if it will
 * not do.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Advice {
    private static final Duration LONG_RECOVERY = Duration.ofSeconds(1);
    private static final double MUCH_ROOM = 1.2;

    private final Topology topology;
    private final SizingPlan plan;
    private final SizingRequest request;
    private final CostModel costs;
    private final List<String> sentences = new ArrayList<>();

    Advice(Topology topology, SizingPlan plan, CostModel costs) {
        this.topology = topology;
        this.plan = plan;
        this.request = plan.request();
        this.costs = costs;
    }

    List<String> sentences() {
        verdict();
        if (!plan.fits()) remedy();
        cut();
        latency();
        disk();
        recovery();
        memory();
        return sentences;
    }

    private void verdict() {
        Utilisation.Load worst = loadOf(plan.bottleneck());
        String name = inWords(plan.bottleneck());
        if (plan.fits()) {
            sentences.add("This machine carries the load. The first to give in would be " + name + ", at "
                    + Words.percent(worst.fraction()) + " now; the ceiling is " + Words.percent(worst.ceiling()) + ".");
            if (!isEasy()) sentences.add("That leaves less for bursts than is planned for.");
            if (plan.carriedRate() > request.rate() * MUCH_ROOM)
                sentences.add("Cut like this, it carries up to about " + Words.count(plan.carriedRate())
                        + " records/s; size again for more, the cut may change.");
        } else {
            sentences.add("This machine cannot carry the load. What gives in first is " + name + ": "
                    + Words.percent(worst.fraction()) + " would be asked of it, the ceiling is "
                    + Words.percent(worst.ceiling()) + "." + others());
            if (plan.carriedRate() > 0)
                sentences.add("With this plan it carries about " + Words.count(plan.carriedRate()) + " records/s.");
        }
    }

    private String others() {
        List<String> also = plan.utilisation().loads().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(plan.bottleneck()))
                .filter(entry -> entry.getValue().ofCeiling() > 1)
                .map(entry -> inWords(entry.getKey()) + " ("
                        + Words.percent(entry.getValue().fraction()) + ")")
                .toList();
        return also.isEmpty() ? "" : " Above the ceiling as well: " + Words.list(also) + ".";
    }

    private void remedy() {
        List<String> changes = new Remedy(topology, request, costs, plan.utilisation()).find();
        if (!changes.isEmpty()) {
            sentences.add("What would carry it: " + Words.list(changes) + ".");
        } else if (plan.bottleneck().equals(Prediction.LATENCY) || request.latencyGoal() != null) {
            sentences.add(
                    "No machine meets the latency goal with these costs: a record waits for its block, then for a tick,"
                            + " and batches are no shorter than 1 ms. Allow more, or a lower durability.");
        } else {
            sentences.add(
                    "Nothing was found that would carry it, short of another design: fewer records, smaller ones, or several"
                            + " machines.");
        }
        if (plan.bottleneck().equals(Prediction.DISK) || plan.bottleneck().equals(Role.LOG.word())) lighterLog();
    }

    private void lighterLog() {
        String less = switch (request.durability()) {
            case OFF -> "";
            case PROCESS ->
                "Sources that can be read again from a position need no log of their records (0 receivers).";
            case BATCH, RECORD ->
                "Durability PROCESS survives kill -9 without waiting for the disk; it does not survive a power cut.";
        };
        if (!less.isEmpty()) sentences.add(less);
    }

    private void cut() {
        int perBatch = (int) Math.round(
                (double) plan.batchInterval().toNanos() / plan.blockInterval().toNanos());
        String batch = whyTheBatch();
        if (request.receivers() == 0) {
            sentences.add(batch + "the workers read the source themselves, and only positions are logged.");
            return;
        }
        sentences.add(
                batch + Words.many(perBatch, "block") + " from each receiver " + (perBatch == 1 ? "feeds " : "feed ")
                        + (plan.workers() == 1 ? "the worker" : "the " + plan.workers() + " workers evenly")
                        + ", and more would only cost.");
        if (request.keys().count() > 0 && plan.deltaBatches() > 1)
            sentences.add(
                    "One delta covers " + plan.deltaBatches()
                            + " batches: written after each batch, the changed keys would"
                            + " take more of the disk and the log. A restart runs up to that many batches again, outputs held back.");
    }

    private String whyTheBatch() {
        String interval = Durations.print(plan.batchInterval());
        if (request.batch() != null) return "With batches of " + interval + " ";
        return isEasy()
                ? "Batches of " + interval + " are the shortest that leave room for bursts; "
                : "With batches of " + interval + " the machine is strained least; ";
    }

    private void latency() {
        sentences.add("Expect results within " + Words.time(plan.latency())
                + " of a record's arrival, when it just misses a block" + " and then a tick; half of that is usual.");
    }

    private void disk() {
        if (!request.durability().logs()) {
            sentences.add("There is no log: what was received and not yet processed is lost with the process.");
            return;
        }
        sentences.add("The log takes " + Words.bytes(plan.walBytesPerHour()) + " an hour; its directory has to hold "
                + Words.bytes(plan.log().kept())
                + (request.replayRetention().isZero()
                        ? "."
                        : ", with a replay retention of " + Durations.print(request.replayRetention()) + "."));
    }

    private void recovery() {
        if (request.durability().logs() && plan.recovery().compareTo(LONG_RECOVERY) > 0)
            sentences.add("A restart at the worst moment takes about " + Words.time(plan.recovery())
                    + ": the state is too large to be checkpointed often enough for less.");
    }

    private void memory() {
        if (request.memoryBytes() == 0 && plan.offHeapBytes() > 0)
            sentences.add("How much memory there is, is not known here; the process needs "
                    + Words.bytes((double) plan.offHeapBytes() + plan.heapBytes() + JvmFlags.OWN_BYTES)
                    + ".");
    }

    private boolean isEasy() {
        return plan.utilisation().isComfortable(costs.get(Cost.PLANNED_SHARE));
    }

    private Utilisation.Load loadOf(String name) {
        Map<String, Utilisation.Load> loads = plan.utilisation().loads();
        Utilisation.Load load = loads.get(name);
        if (load == null) throw new IllegalStateException("no load called " + name + " among " + loads.keySet());
        return load;
    }

    private static String inWords(String load) {
        return switch (load) {
            case "receiver" -> "the receiver thread";
            case "worker" -> "the worker thread";
            case "log" -> "the log thread";
            case "scheduler" -> "the scheduler thread";
            case "job" -> "the thread of the outputs";
            case "maintenance" -> "the maintenance thread";
            case Prediction.BATCH -> "the batch, which has to be done within its interval";
            case Prediction.SHARED_CPUS -> "the CPUs that the roles share";
            case Prediction.QUOTA -> "the CPU quota";
            case Prediction.DISK -> "the disk";
            case Prediction.MEMORY_BANDWIDTH -> "the way to memory";
            case Prediction.MEMORY -> "the size of the memory";
            case Prediction.LATENCY -> "the latency goal";
            default -> load;
        };
    }
}
