package io.headrace.bench.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A whole run. Its components are the fields of {@code --json}.
 *
 * <p><b>Threading:</b> immutable.
 */
public record Report(MachineFacts machine, List<Result> results, List<Ratio> ratios, Conditions conditions) {
    public Report {
        results = List.copyOf(results);
        ratios = List.copyOf(ratios);
    }

    /** Prints Markdown tables: good in a terminal, and as they are in {@code docs/benchmarks}. */
    public void print(PrintWriter out) {
        out.println(machine.inWords());
        if (conditions.blocks() > 0) out.println(conditions.inWords());
        out.println();
        out.println("| scenario | leg | metric | median | min | max | runs |");
        out.println("| --- | --- | --- | --: | --: | --: | --: |");
        for (Result r : results)
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s, %s | %s | %s | %s | %d |%n",
                    r.scenario(),
                    r.leg(),
                    r.metric(),
                    r.unit(),
                    number(r.median()),
                    number(r.min()),
                    number(r.max()),
                    r.runs());
        out.println();
        printRatios(out);
        out.flush();
    }

    private void printRatios(PrintWriter out) {
        out.println("| scenario | ratio | median | min | max | goal | met |");
        out.println("| --- | --- | --: | --: | --: | --: | --- |");
        for (Ratio r : ratios)
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s |%n",
                    r.scenario(),
                    r.name(),
                    number(r.median()),
                    number(r.min()),
                    number(r.max()),
                    r.isJustTold() ? "" : number(r.goal()),
                    r.isJustTold() ? "" : r.met() ? "yes" : "**no**");
    }

    /** As {@link #print}, but a leg is a row and its figures are the columns. */
    public void printLegs(PrintWriter out) {
        out.println(machine.inWords());
        out.println();
        out.println(conditions.inWords() + ".");
        out.println();
        Map<String, List<Result>> scenarios = new LinkedHashMap<>();
        for (Result r : results)
            scenarios.computeIfAbsent(r.scenario(), s -> new ArrayList<>()).add(r);
        scenarios.forEach((scenario, its) -> new LegTable(scenario, its).print(out));
        printRatios(out);
        out.flush();
    }

    static String number(double value) {
        double size = Math.abs(value);
        if (size == 0) return "0";
        if (size >= 100) return String.format(Locale.ROOT, "%,.0f", value);
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
    }
}
