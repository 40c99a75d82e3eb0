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
    private static final double FIRST_NANOS = 100;
    private static final double MOST_NANOS = 1e10;
    private static final int HALVINGS = 24;

    /**
     * Fits them: a worker is the busier the larger {@code user.nanosPerRecord} is, so the one that fits is found by halving.
     *
     * @param machine where the run was
     */
    static RunCosts fit(Topology machine, MeasuredRun run, CostModel costs) {
        SizingRequest asRun = asRun(run);
        CostModel outputs = costs.with(Cost.USER_BATCH, (double) Math.round(run.outputNanos()));
        double low = 0;
        double high = FIRST_NANOS;
        while (high < MOST_NANOS && worker(machine, asRun, outputs, high) < run.workerBusy()) {
            low = high;
            high *= 4;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (worker(machine, asRun, outputs, middle) < run.workerBusy()) low = middle;
            else high = middle;
        }
        CostModel model = outputs.with(Cost.USER_RECORD, Math.round(low * 10) / 10.0);
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

    private static double worker(Topology machine, SizingRequest asRun, CostModel costs, double nanosPerRecord) {
        SizingPlan plan = Sizing.size(machine, asRun, costs.with(Cost.USER_RECORD, nanosPerRecord));
        return plan.utilisation().fractions().getOrDefault("worker", 0.0);
    }
}
