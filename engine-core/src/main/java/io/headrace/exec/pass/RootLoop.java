package io.headrace.exec.pass;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of the root's dataset to the first operator.
 *
 * <p><b>Threading:</b> one worker's.
 */
abstract class RootLoop {
    /** The fast form: nothing is left out, the first failure ends it. */
    abstract void run(Dataset dataset, int partition, Worker worker) throws Exception;

    /** The form that counts records. */
    abstract void runCarefully(
            Dataset dataset,
            int partition,
            Worker worker,
            @Nullable RecordFilter filter,
            @Nullable ThrowCollector collector)
            throws Exception;

    /** Hands the failure of one record to the collector, or throws it. */
    static void collect(OperatorFailedException failure, @Nullable ThrowCollector collector) {
        boolean fatal = Fatal.is(failure.getCause());
        // behind a keyed boundary it is not one record's fault
        if (collector == null || fatal || failure.key() != null || !failure.hasPosition()) throw failure;
        collector.threw(failure);
    }
}
