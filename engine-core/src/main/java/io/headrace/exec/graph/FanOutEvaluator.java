package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.fold.Fold;
import io.headrace.exec.fold.FoldResult;
import io.headrace.exec.pass.Fork;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of narrow operators that several folds read, and nobody else: its rows go through one pass into all of them, and are not kept.
 *
 * <pre>
 *   root ─▶ operators ─▶ fork ─▶ operators ─▶ fold
 *                          └───▶ operators ─▶ fold
 * </pre>
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class FanOutEvaluator implements Evaluator {
    /** A fold, and the way to it. */
    private record Branch(Fold fold, ParentRows rows) {}

    private final ParentRows shared;
    private final List<Branch> branches = new ArrayList<>();
    private final @Nullable Results[] results;
    private final @Nullable Sink[] forks;
    private Fork.@Nullable Maker maker;

    /** @param shared the way to the end of the stream */
    FanOutEvaluator(ParentRows shared, int slots, int evaluators) {
        this.shared = shared;
        this.results = new Results[slots];
        this.forks = new Sink[evaluators];
    }

    /** One more fold that reads the stream, before the first batch. */
    Evaluator branch(Fold fold, ParentRows rows) {
        branches.add(new Branch(fold, rows));
        return new BranchEvaluator(rows, branches.size() - 1, fold);
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        release(scope.slot()); // what a run that failed has left
        Dataset root = shared.root(scope);
        if (root == null) return null;
        if (maker == null) maker = Fork.into(branches.size());
        for (Branch branch : branches) branch.fold.begin(root.partitions());
        scope.tasks().run(new SharedPass(scope, root, maker));
        Results made = new Results();
        results[scope.slot()] = made;
        for (Branch branch : branches) made.results.add(branch.fold.finish(scope.tasks()));
        return made;
    }

    /** A partition of the root, into all folds. */
    private final class SharedPass implements TaskSet {
        private final BatchScope scope;
        private final Dataset root;
        private final Fork.Maker forkMaker;

        SharedPass(BatchScope scope, Dataset root, Fork.Maker forkMaker) {
            this.scope = scope;
            this.root = root;
            this.forkMaker = forkMaker;
        }

        @Override
        public int tasks() {
            return root.partitions();
        }

        @Override
        public void run(int partition, Worker worker) throws Exception {
            try {
                for (Branch branch : branches) branch.rows.pass(worker).open(branch.fold.open(partition, worker));
                shared.push(scope, root, partition, fork(worker), worker);
                for (Branch branch : branches) branch.rows.pass(worker).finish();
            } finally {
                for (Branch branch : branches) branch.rows.pass(worker).end();
            }
            for (Branch branch : branches) branch.fold.close(partition, worker);
        }

        private Sink fork(Worker worker) {
            Sink known = forks[worker.index()];
            if (known != null) return known;
            List<Sink> heads = new ArrayList<>();
            for (Branch branch : branches) heads.add(branch.rows.pass(worker).head());
            Sink made = forkMaker.make(heads);
            forks[worker.index()] = made;
            return made;
        }
    }

    /** The folds evaluate it, and they are eager. */
    @Override
    public boolean isEager() {
        return false;
    }

    @Override
    public void release(int slot) {
        Results old = results[slot];
        results[slot] = null;
        if (old != null) old.results.forEach(FoldResult::release);
    }

    /** What the folds made of a batch; the rows of the stream are gone. */
    private static final class Results implements Dataset {
        private final List<FoldResult> results = new ArrayList<>();

        @Override
        public int partitions() {
            return 0;
        }

        @Override
        public void push(int partition, Sink sink, Worker worker) {
            throw new IllegalStateException("a stream that only folds read has no rows for others");
        }
    }

    /** One of the folds: asks for its part, which is computed with that of the others. */
    private record BranchEvaluator(ParentRows rows, int index, Fold fold) implements Evaluator {
        @Override
        public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
            return rows.root(scope) instanceof Results made ? made.results.get(index) : null;
        }

        @Override
        public boolean isEager() {
            return true;
        }

        @Override
        public void close() {
            fold.close();
        }
    }
}
