package io.headrace.exec.graph;

import io.headrace.BatchProfile;
import io.headrace.TaskUpdates;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.UnionDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.pass.PassDataset;
import io.headrace.exec.work.StageTimes;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a program that something depends on, each with its evaluator. Made by {@link GraphBuilder}.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public final class Graph implements AutoCloseable {
    private final Program program;
    private final List<Node> inputs;
    private final @Nullable Evaluator[] evaluators;
    private final List<Node> eager = new ArrayList<>();
    private final List<StatefulEvaluator> stateful = new ArrayList<>();
    private final Stages stages;
    private final boolean triesOutputs;

    /**
     * @param inputs by stream id
     * @param evaluators by node id; null for what nothing depends on
     * @param triesOutputs whether what outputs read lazily is tried before the first output, so that records that throw are found in time
     */
    Graph(Program program, List<Node> inputs, @Nullable Evaluator[] evaluators, boolean triesOutputs) {
        this.program = program;
        this.inputs = List.copyOf(inputs);
        this.evaluators = evaluators.clone();
        this.triesOutputs = triesOutputs;
        List<Node> measured = new ArrayList<>();
        for (Node node : program.nodes()) {
            Evaluator evaluator = evaluators[node.id()];
            if (evaluator == null) continue;
            if (evaluator.isEager()) eager.add(node);
            // What several folds share is evaluated by the first that asks, and is no part of it.
            if (evaluator.isEager() || evaluator instanceof FanOutEvaluator) measured.add(node);
            Evaluator computing = evaluator instanceof KeptEvaluator kept ? kept.inside() : evaluator;
            if (computing instanceof StatefulEvaluator remembers) stateful.add(remembers);
        }
        stages = new Stages(program, inputs, measured);
    }

    public Program program() {
        return program;
    }

    /** The input of a stream id. */
    public Node input(int stream) {
        return inputs.get(stream);
    }

    /** By stream id. */
    public List<Node> inputs() {
        return inputs;
    }

    /** Those that remember, in the order in which they were written. */
    public List<StatefulEvaluator> stateful() {
        return stateful;
    }

    /** What a batch goes through, and is measured by. */
    public Stages stages() {
        return stages;
    }

    /** That fits the batches of this graph. */
    public BatchProfile newProfile(int workers) {
        return new BatchProfile(inputs.size(), stages.count(), workers + 1);
    }

    /** For a batch under evaluation. */
    public BatchScope newScope(TaskRunner tasks, int slot) {
        StageTimes times = new StageTimes(newProfile(tasks.workers()));
        return new BatchScope(evaluators, tasks, slot, program.batchMillis(), stages.ofNodes(), times);
    }

    /** Evaluates everything that is evaluated whatever the outputs read. Parents come first: they were written first. */
    public void evaluate(BatchScope scope) throws Exception {
        for (int i = 0; i < eager.size(); i++) {
            Node node = eager.get(i);
            // What the user's function makes of them may be computed in an output: too late to set records aside.
            if (triesOutputs && node.operator() instanceof Operator.Transform) tryAll(node.parents(), scope);
            scope.of(node);
        }
        if (!triesOutputs) return;
        for (Output output : program.outputs()) tryRows(output.node(), scope);
    }

    private void tryAll(List<Node> nodes, BatchScope scope) throws Exception {
        for (Node node : nodes) tryRows(node, scope);
    }

    private static void tryRows(Node node, BatchScope scope) throws Exception {
        Dataset dataset = scope.of(node);
        if (dataset != null && isComputedByReaders(dataset)) scope.tasks().run(new Trial(dataset));
    }

    private static boolean isComputedByReaders(Dataset dataset) {
        if (dataset instanceof UnionDataset union) return union.parts().stream().anyMatch(Graph::isComputedByReaders);
        return dataset instanceof PassDataset;
    }

    /** Every stream knows its dataset afterwards: those that are computed by their readers can be read as long as the batch is kept. */
    public void settle(BatchScope scope) throws Exception {
        for (Node node : program.nodes()) {
            if (evaluators[node.id()] != null) scope.of(node);
        }
    }

    /** What the batch changed is forgotten. */
    public void discard() {
        for (int i = 0; i < stateful.size(); i++) stateful.get(i).discard();
    }

    /** What the batch changed is the state now. */
    public void accept() {
        for (int i = 0; i < stateful.size(); i++) stateful.get(i).accept();
    }

    @Override
    public void close() {
        for (Evaluator evaluator : evaluators) {
            if (evaluator != null) evaluator.close();
        }
    }

    /** Computes rows for nothing but to see whether it can be done. */
    private record Trial(Dataset dataset) implements TaskSet {
        private static final Sink NOWHERE = row -> {};

        @Override
        public int tasks() {
            return dataset.partitions();
        }

        @Override
        public void run(int task, Worker worker) throws Exception {
            dataset.push(task, NOWHERE, worker);
            TaskUpdates unused = TaskUpdates.takeOfTask(); // the output that reads it counts
        }
    }
}
