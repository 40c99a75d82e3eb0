package io.headrace.bench.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The figures of a scenario with a leg in each row. The first metric is given with its spread, the others by their medians.
 *
 * <p><b>Threading:</b> immutable.
 */
record LegTable(String scenario, List<Result> results) {
    void print(PrintWriter out) {
        Set<String> metrics = new LinkedHashSet<>();
        Map<String, Map<String, Result>> legs = new LinkedHashMap<>();
        for (Result r : results) {
            metrics.add(r.metric() + ", " + r.unit());
            legs.computeIfAbsent(r.leg(), leg -> new LinkedHashMap<>()).put(r.metric() + ", " + r.unit(), r);
        }
        out.println("| " + scenario + " | " + String.join(" | ", metrics) + " | runs |");
        out.println("| --- |" + " --: |".repeat(metrics.size() + 1));
        legs.forEach((leg, its) -> {
            List<String> cells = new ArrayList<>(List.of(leg));
            String first = metrics.iterator().next();
            int runs = 0;
            for (String metric : metrics) {
                Result r = its.get(metric);
                if (r == null) {
                    cells.add("");
                    continue;
                }
                runs = Math.max(runs, r.runs());
                String spread = " (" + Report.number(r.min()) + " to " + Report.number(r.max()) + ")";
                cells.add(Report.number(r.median()) + (metric.equals(first) ? spread : ""));
            }
            out.println("| " + String.join(" | ", cells) + " | " + runs + " |");
        });
        out.println();
    }
}
