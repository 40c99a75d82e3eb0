package io.headrace.cli;

import io.headrace.affinity.sizing.Cost;
import io.headrace.affinity.sizing.CostModel;
import io.headrace.affinity.sizing.Durations;
import io.headrace.affinity.sizing.SizingPlan;
import io.headrace.affinity.sizing.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run beside what was predicted for it, for people and for programs.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RunReport {
    private static final String WORKER = "worker";
    private static final String BATCH = "batch";
    private static final String ROW = "  %-17s %10s %10s %22s%n";

    private final MeasuredRun run;
    private final RunCosts fitted;

    RunReport(MeasuredRun run, RunCosts fitted) {
        this.run = run;
        this.fitted = fitted;
    }

    Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("context", run.context());
        map.put("seconds", run.seconds());
        map.put("batches", run.batches());
        map.put("rate", run.rate());
        map.put("recordBytes", run.recordBytes());
        map.put("receivers", run.receivers());
        map.put("workers", run.workers());
        map.put("batchIntervalMicros", run.interval().toNanos() / 1_000);
        map.put("stateKeys", run.stateKeys());
        map.put("durability", run.durability());
        map.put("measured", Map.of(WORKER, run.workerBusy(), BATCH, run.batchShare()));
        map.put("predicted", shares(fitted.before()));
        map.put("predictedWithCosts", shares(fitted.after()));
        Map<String, Double> costs = new LinkedHashMap<>();
        costs.put(Cost.USER_RECORD.key(), fitted.costs().get(Cost.USER_RECORD));
        costs.put(Cost.USER_BATCH.key(), fitted.costs().get(Cost.USER_BATCH));
        map.put("costs", costs);
        return map;
    }

    private static Map<String, Double> shares(SizingPlan plan) {
        return Map.of(WORKER, share(plan, WORKER), BATCH, share(plan, BATCH));
    }

    private static double share(SizingPlan plan, String name) {
        return plan.utilisation().fractions().getOrDefault(name, 0.0);
    }

    void print(PrintWriter out) {
        out.println("The run \"" + run.context() + "\": "
                + Words.time(Duration.ofMillis(Math.round(run.seconds() * 1_000))) + ", "
                + run.batches() + " batches, one each " + Durations.print(run.interval()) + ", "
                + Words.many(run.workers(), WORKER) + ", durability " + run.durability() + ".");
        out.println();
        out.printf(ROW, "", "predicted", "measured", "with the costs below");
        row(out, WORKER, run.workerBusy());
        row(out, BATCH, run.batchShare());
        out.println();
        out.println("What the program's functions and outputs cost, by this run (lines for --costs):");
        cost(out, Cost.USER_RECORD);
        cost(out, Cost.USER_BATCH);
        out.println();
    }

    private void row(PrintWriter out, String name, double measured) {
        out.printf(
                ROW,
                name,
                Words.percent(share(fitted.before(), name)),
                Words.percent(measured),
                Words.percent(share(fitted.after(), name)));
    }

    private void cost(PrintWriter out, Cost cost) {
        CostModel costs = fitted.costs();
        out.println("  " + cost.key() + "=" + costs.get(cost));
    }
}
