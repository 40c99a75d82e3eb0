package io.headrace.exec.replay;

import io.headrace.Rdd;
import io.headrace.ReplayOutput;
import io.headrace.ReplayRequest;
import io.headrace.StreamingException;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.rdd.BatchRdds;
import io.headrace.plan.Output;
import io.headrace.plan.Reached;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what the outputs of a batch would get. Their functions are called on demand only, and their sinks never.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ReplayedOutputs {
    private final Batch batch;
    private final BatchScope scope;
    private final BatchRdds rdds;
    private final ReplayRequest request;

    public ReplayedOutputs(Batch batch, BatchScope scope, BatchRdds rdds, ReplayRequest request) {
        this.batch = batch;
        this.scope = scope;
        this.rdds = rdds;
        this.request = request;
    }

    /** All of them, in their order. */
    public List<ReplayOutput> of(List<Output> outputs) throws Exception {
        List<ReplayOutput> all = new ArrayList<>();
        for (Output output : outputs) {
            Dataset dataset = scope.of(output.node());
            all.add(dataset == null ? without(output) : looked(output, dataset));
        }
        return all;
    }

    private static String what(Output output) {
        return output.word() + " of " + output.node().describe() + ", at " + output.site();
    }

    private static ReplayOutput without(Output output) {
        return new ReplayOutput(output.id(), what(output), false, 0, List.of());
    }

    private ReplayOutput looked(Output output, Dataset dataset) {
        Rdd<?> rdd = rdds.of(batch, output.node(), dataset, scope.slot());
        Rdd<?> kept = Reached.areViews(output.node()) ? rdd.map(String::valueOf) : rdd;
        try {
            ReplayOutput looked = rows(output, kept);
            if (request.callsOutputs() && output.sink() == null) output.body().call(rdd, batch.timeMillis());
            return looked;
        } catch (Exception e) {
            throw new StreamingException(output + " failed on " + batch + ": " + e, e);
        }
    }

    /** All rows in one go, for computing them may cost and may be seen. */
    private ReplayOutput rows(Output output, Rdd<?> rdd) {
        List<@Nullable Object> kept = new ArrayList<>();
        long[] count = {0};
        rdd.foreachPartition(rows -> {
            while (rows.hasNext()) {
                Object row = rows.next();
                if (count[0]++ < request.rows()) kept.add(row);
            }
        });
        return new ReplayOutput(output.id(), what(output), true, count[0], kept);
    }
}
