package io.headrace.cli;

import io.headrace.affinity.sizing.Cost;
import io.headrace.affinity.sizing.CostModel;
import io.headrace.affinity.sizing.Sizing;
import io.headrace.affinity.sizing.SizingException;
import io.headrace.affinity.sizing.SizingPlan;
import io.headrace.affinity.sizing.SizingRequest;
import io.headrace.affinity.topology.Topology;

/**
 * The two costs that only the program knows, so set that the sizing predicts what its run has measured; and what it predicts for the run's
 * own cut with them and without.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param costs with the fitted ones
 * @param before the run's cut with the costs as they were
 * @param after the run's cut with the fitted ones
 */
record RunCosts(CostModel costs, SizingPlan before, SizingPlan after) {
    private static final double PROBE_NANOS = 1_000;

    /**
     * Fits them: a worker's time grows with {@code user.nanosPerRecord} in a straight line.
     *
     * @param machine where the run was
     */
    static RunCosts fit(Topology machine, MeasuredRun run, CostModel costs) {
        SizingRequest asRun = asRun(run);
        CostModel outputs = costs.with(Cost.USER_BATCH, (double) Math.round(run.outputNanos()));
        double none = worker(machine, asRun, outputs.with(Cost.USER_RECORD, 0));
        double perNano = (worker(machine, asRun, outputs.with(Cost.USER_RECORD, PROBE_NANOS)) - none) / PROBE_NANOS;
        double fitted = Math.max(0, (run.workerBusy() - none) / perNano);
        CostModel model = outputs.with(Cost.USER_RECORD, Math.round(fitted * 10) / 10.0);
        return new RunCosts(model, Sizing.size(machine, asRun, costs), Sizing.size(machine, asRun, model));
    }

    private static SizingRequest asRun(MeasuredRun run) {
        try {
            return run.load(run.rate(), run.recordBytes(), run.receivers())
                    .workers(run.workers())
                    .batch(run.interval())
                    .build();
        } catch (SizingException e) {
            throw new NonsenseException("--from-run: " + e.getMessage());
        }
    }

    private static double worker(Topology machine, SizingRequest asRun, CostModel costs) {
        return Sizing.size(machine, asRun, costs).utilisation().fractions().getOrDefault("worker", 0.0);
    }
}
