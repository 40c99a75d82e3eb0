package io.headrace.exec;

import io.headrace.BatchProfile;
import io.headrace.DeadLetter;
import io.headrace.Inspection;
import io.headrace.ReceiverInfo;
import io.headrace.Reject;
import io.headrace.StageInfo;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.exec.job.BatchHistory;
import io.headrace.plan.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What may be looked at of one run.
 *
 * <p><b>Threading:</b> as {@link Inspection}: it touches what its owners keep readable for others, and nothing that is freed at the end.
 */
final class RunInspection implements Inspection {
    private final Assembly assembly;
    private final BatchHistory history;
    private final Supplier<@Nullable Throwable> failure;

    RunInspection(Assembly assembly, BatchHistory history, Supplier<@Nullable Throwable> failure) {
        this.assembly = assembly;
        this.history = history;
        this.failure = failure;
    }

    @Override
    public Path counters() {
        return assembly.counters.file();
    }

    @Override
    public Path errors() {
        return assembly.errors.file();
    }

    @Override
    public CorePlan cores() {
        return assembly.plan();
    }

    @Override
    public List<String> inputs() {
        return assembly.graph.inputs().stream().map(Node::describe).toList();
    }

    @Override
    public List<StageInfo> stages() {
        return assembly.graph.stages().all();
    }

    @Override
    public int workers() {
        return assembly.workers.workers();
    }

    @Override
    public List<ReceiverInfo> receivers() {
        return assembly.receiverEvents.now();
    }

    @Override
    public BatchProfile newProfile() {
        return assembly.graph.newProfile(workers());
    }

    @Override
    public long lastBatch() {
        return history.last();
    }

    @Override
    public boolean read(long number, BatchProfile into) {
        return history.read(number, into);
    }

    @Override
    public List<Reject> rejects() {
        return assembly.inputs.rejects();
    }

    @Override
    public List<DeadLetter> deadLetters() {
        return assembly.deadLetters == null ? List.of() : assembly.deadLetters.snapshot();
    }

    @Override
    public @Nullable Throwable failure() {
        return failure.get();
    }
}
