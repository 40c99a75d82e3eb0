package io.headrace.exec.job;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.role.Agent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The role of the jobs: takes the batches in the order in which they were cut, and runs one after the other.
 *
 * <p><b>Threading:</b> as {@link Agent}; with one worker the thread is that worker's.
 */
public final class JobAgent implements Agent {
    private final Supplier<@Nullable Batch> batches;
    private final BatchRunner runner;
    private final BatchScope scope;

    /**
     * @param batches the next one, or null while there is none
     */
    public JobAgent(Supplier<@Nullable Batch> batches, BatchRunner runner, BatchScope scope) {
        this.batches = batches;
        this.runner = runner;
        this.scope = scope;
    }

    @Override
    public String roleName() {
        return "job";
    }

    @Override
    public int doWork() throws Exception {
        Batch batch = batches.get();
        if (batch == null) return 0;
        runner.run(batch, scope);
        return 1;
    }
}
