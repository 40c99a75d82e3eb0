package io.headrace.exec.pass;

import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Positioned;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.UnionDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.plan.Node;
import io.headrace.plan.RowFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One worker's fused chain of narrow operators, from a root to a consumer: rows of the root's dataset go through all operators one by
 * one, and what comes out goes to the consumer's sink. Operators, the loop over a block and the end of the chain are instances of classes
 * that are defined for this chain alone ({@link io.headrace.exec.data.OwnClass}), so the JIT makes one loop of it, however many chains
 * a JVM has.
 *
 * <p>A chain of no operators is one too: it is how rows get from a root straight to a consumer.
 *
 * <p><b>Threading:</b> one thread at a time; {@link #another} is for another worker.
 */
public final class Pass {
    private final PassClasses classes;
    private final PassTail tail;
    private final List<Stage> buffering;
    private final Sink head;
    private final RootLoop listLoop;
    private final RootLoop pushLoop;
    private @Nullable RootLoop blockLoop;
    private @Nullable RowFormat blockRows;

    private Pass(PassClasses classes) {
        this.classes = classes;
        this.tail = classes.makeTail();
        List<Stage> stages = classes.makeStages(tail);
        this.head = stages.isEmpty() ? tail : stages.get(0);
        this.buffering = stages.stream().filter(Stage::isBuffering).toList();
        this.listLoop = classes.makeListLoop(head);
        this.pushLoop = new RootLoops.PushLoop(head);
    }

    /** The chain from the nearest ancestor that is not narrow, exclusive, to this node, inclusive. */
    public static Pass compile(Node node) {
        return compile(node, ancestor -> false);
    }

    /**
     * The chain from the nearest root, exclusive, to this node, inclusive. The node may be a root itself.
     *
     * @param isRoot tells of narrow operators whether their dataset is there already: persisted, shared
     */
    public static Pass compile(Node node, Predicate<Node> isRoot) {
        return compile(node, isRoot, () -> SpillSpace.ofData(0, KryoRegistry.ofJdkTypes(), false));
    }

    private static Pass compile(Node node, Predicate<Node> isRoot, Supplier<SpillSpace> space) {
        return new Pass(new PassClasses(node, isRoot, space));
    }

    /** The same pass for another worker. */
    public Pass another() {
        return new Pass(classes);
    }

    /** Passes for so many workers. */
    public static Pass[] compile(Node node, Predicate<Node> isRoot, int workers) {
        return copies(compile(node, isRoot), workers);
    }

    /** As {@link #compile(Node, Predicate, int)}, with partitions that outgrow the heap in this space. */
    public static Pass[] compile(Node node, Predicate<Node> isRoot, int workers, SpillSpace space) {
        return copies(compile(node, isRoot, () -> space), workers);
    }

    private static Pass[] copies(Pass first, int workers) {
        Pass[] passes = new Pass[workers];
        passes[0] = first;
        for (int i = 1; i < workers; i++) passes[i] = passes[0].another();
        return passes;
    }

    /** Whose dataset the pass reads. */
    public Node root() {
        return classes.root();
    }

    /** As the form with a filter and a collector, without either. */
    public void run(Dataset rootDataset, int partition, Sink sink, Worker worker) throws Exception {
        run(rootDataset, partition, sink, worker, null, null);
    }

    /**
     * Pushes what becomes of a partition into the sink.
     *
     * @param filter which records are left out; null for none
     * @param collector is told of each record that throws, and the pass goes on; null: the first failure is thrown
     * @throws OperatorFailedException what a function of the user threw
     */
    public void run(
            Dataset rootDataset,
            int partition,
            Sink sink,
            Worker worker,
            @Nullable RecordFilter filter,
            @Nullable ThrowCollector collector)
            throws Exception {
        open(sink);
        try {
            rows(rootDataset, partition, worker, filter, collector);
            finish();
        } finally {
            end();
        }
    }

    /** Where the rows of the root go in, when another pass shows them: between {@link #open} and {@link #finish}. */
    public Sink head() {
        return head;
    }

    /** Before the first row of a partition. */
    public void open(Sink sink) {
        if (ViewPoison.ON) ViewPoison.through(classes.operators());
        tail.aim(sink);
        for (int i = 0; i < buffering.size(); i++) buffering.get(i).begin();
    }

    /** Behind the last row of a partition. */
    public void finish() throws Exception {
        for (int i = 0; i < buffering.size(); i++) buffering.get(i).finish();
    }

    /** After {@link #finish}, or after a failure. */
    public void end() {
        if (ViewPoison.ON) ViewPoison.into("");
        for (int i = 0; i < buffering.size(); i++) buffering.get(i).end();
        tail.end();
    }

    private void rows(
            Dataset dataset,
            int partition,
            Worker worker,
            @Nullable RecordFilter filter,
            @Nullable ThrowCollector collector)
            throws Exception {
        if (dataset instanceof UnionDataset union) {
            int part = union.partOf(partition);
            rows(union.parts().get(part), partition - union.firstOf(part), worker, filter, collector);
            return;
        }
        RootLoop loop = loopFor(dataset);
        if (collector == null && (filter == null || !concerns(filter, dataset, partition)))
            loop.run(dataset, partition, worker);
        else loop.runCarefully(dataset, partition, worker, filter, collector);
    }

    private static boolean concerns(RecordFilter filter, Dataset dataset, int partition) {
        return dataset instanceof Positioned positioned && filter.concerns(positioned.blockId(partition));
    }

    private RootLoop loopFor(Dataset dataset) {
        if (dataset instanceof BlockDataset blocks) {
            RootLoop loop = blockLoop;
            if (loop == null || !blocks.rows().equals(blockRows)) {
                loop = classes.makeBlockLoop(blocks, head, tail);
                blockLoop = loop;
                blockRows = blocks.rows();
            }
            return loop;
        }
        return dataset instanceof ListDataset ? listLoop : pushLoop;
    }
}
