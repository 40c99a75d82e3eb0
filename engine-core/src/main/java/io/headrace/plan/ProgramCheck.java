package io.headrace.plan;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import io.headrace.sink.ExactlyOnceSink;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses, before anything runs, what cannot: by the operator and the place where it was written.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ProgramCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramCheck.class);

    /** A block's number has so many bits for its stream. */
    private static final int MOST_INPUTS = 1 << 15;

    private final boolean strict;
    private final int keyGroups;
    private final IdentityHashMap<Receiver<?>, Node> receivers = new IdentityHashMap<>();

    private ProgramCheck(boolean strict, int keyGroups) {
        this.strict = strict;
        this.keyGroups = keyGroups;
    }

    /**
     * Returns when the program can run.
     *
     * @param strict whether what could be done with a warning is refused
     * @param durable whether anything is stored
     */
    public static void check(Program program, boolean strict, int keyGroups, boolean durable) {
        if (program.outputs().isEmpty())
            throw new PlanException("no output operations registered in context \"" + program.name()
                    + "\", so nothing to execute: end a stream with print() or foreachRDD(...)");
        List<Node> nodes = Reached.nodes(program);
        ProgramCheck check = new ProgramCheck(strict, keyGroups);
        for (Node node : nodes) check.check(node, program.batchMillis());
        check.checkSinks(program.outputs());
        int inputs = Reached.inputs(program).size();
        if (inputs > MOST_INPUTS)
            throw new PlanException("context \"" + program.name() + "\" has " + inputs + " inputs; at most "
                    + MOST_INPUTS + " can be told apart");
        StableNames.of(program).check(durable);
    }

    private void checkSinks(List<Output> outputs) {
        IdentityHashMap<ExactlyOnceSink<Object>, Output> sinks = new IdentityHashMap<>();
        for (Output output : outputs) {
            ExactlyOnceSink<Object> sink = output.sink();
            Output other = sink == null ? null : sinks.put(sink, output);
            if (other != null)
                throw new PlanException(output + ": its sink is that of " + other
                        + "; a sink remembers the batches of one output, make a second one");
        }
    }

    private void check(Node node, long batchMillis) {
        if (node.slideMillis() % batchMillis != 0)
            throw refusal(
                    node,
                    "it has a dataset every " + node.slideMillis() + " ms, which is no multiple of the batch interval, "
                            + batchMillis + " ms");
        Operator operator = node.operator();
        checkHints(node, operator);
        checkKept(node);
        if (operator instanceof Operator.Input input) checkInput(node, input.spec());
        Partitioning partitioning = partitioning(operator);
        if (partitioning != null) checkPartitions(node, partitioning);
    }

    private static void checkHints(Node node, Operator operator) {
        List<Class<?>> classes = node.types().classes();
        if (classes.size() > 2)
            throw refusal(
                    node,
                    ".types(…) names " + classes.size()
                            + " classes; give one for elements, or two for keys and values");
        if (classes.isEmpty() || !(operator instanceof Operator.Input input)) return;
        if (input.rows() instanceof RowFormat.Text && classes.get(0) != String.class)
            throw refusal(
                    node,
                    ".types(" + classes.get(0).getSimpleName() + ".class), but its rows are text: leave"
                            + " the hint out, and map the text to objects");
    }

    private void checkKept(Node node) {
        Persistence kept = node.persistence();
        if (kept == null || kept.level().equals(StorageLevel.NONE)) return;
        oneCopy(node, kept.level());
        boolean isBytes = kept.level().equals(StorageLevel.MEMORY_ONLY_SER);
        if (isBytes || !Keeping.isKeptAnyway(node, kept.level())) return;
        if (node.operator() instanceof Operator.Input || Reached.areViews(node))
            LOG.warn(
                    "{}: persist({}) changes nothing here, for its records are bytes that the receiver has stored: give the level to the"
                            + " receiver, or persist what is made of them",
                    node.describe(),
                    kept.level());
    }

    private void checkInput(Node node, InputSpec spec) {
        if (spec instanceof InputSpec.Polled polled) checkLevel(node, polled.level());
        if (spec instanceof InputSpec.Files files) checkLevel(node, files.level());
        if (!(spec instanceof InputSpec.Received received)) return;
        checkLevel(node, received.receiver().storageLevel());
        Node other = receivers.put(received.receiver(), node);
        if (other != null)
            throw refusal(
                    node,
                    "its receiver feeds another stream already, " + other.describe()
                            + ": use that stream twice, or make a second receiver");
    }

    private void checkLevel(Node node, StorageLevel level) {
        if (level.equals(StorageLevel.NONE))
            throw refusal(node, "storage level NONE keeps nothing of what is received: use MEMORY_AND_DISK_SER");
        oneCopy(node, level);
    }

    private void oneCopy(Node node, StorageLevel level) {
        try {
            StorageLevel unused = level.oneCopy(strict, warning -> LOG.warn("{}: {}", node.describe(), warning));
        } catch (IllegalArgumentException e) {
            throw refusal(node, String.valueOf(e.getMessage()));
        }
    }

    private void checkPartitions(Node node, Partitioning partitioning) {
        if (partitioning.custom() == null && partitioning.count() > keyGroups)
            throw refusal(
                    node,
                    partitioning.count() + " partitions of " + keyGroups
                            + " key groups: ask for fewer partitions, or set headrace.key.groups at the first start");
        if (partitioning.custom() != null && partitioning.count() < 1)
            throw refusal(
                    node,
                    "its partitioner " + partitioning.custom().placementName() + " has " + partitioning.count()
                            + " partitions; it must have 1 or more");
    }

    /** How the result of a keyed operator is partitioned; null for others. */
    static @Nullable Partitioning partitioning(Operator operator) {
        if (operator instanceof Operator.CombineByKey keyed) return keyed.partitioning();
        if (operator instanceof Operator.Fold keyed) return keyed.partitioning();
        if (operator instanceof Operator.CombineWindow keyed) return keyed.partitioning();
        if (operator instanceof Operator.FoldWindow keyed) return keyed.partitioning();
        if (operator instanceof Operator.UpdateState keyed) return keyed.partitioning();
        if (operator instanceof Operator.MapWithState keyed) return keyed.partitioning();
        if (operator instanceof Operator.FoldState keyed) return keyed.partitioning();
        if (operator instanceof Operator.MapFlatState keyed) return keyed.partitioning();
        if (operator instanceof Operator.JoinViews keyed) return keyed.partitioning();
        return null;
    }

    private static PlanException refusal(Node node, String why) {
        return new PlanException(node.describe() + ": " + why);
    }
}
