package io.headrace.bench.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * A whole run. Its components are the fields of {@code --json}.
 *
 * <p><b>Threading:</b> immutable.
 */
public record Report(MachineFacts machine, List<Result> results, List<Ratio> ratios) {
    public Report {
        results = List.copyOf(results);
        ratios = List.copyOf(ratios);
    }

    /** Prints Markdown tables: good in a terminal, and as they are in {@code docs/benchmarks}. */
    public void print(PrintWriter out) {
        out.println(machine.inWords());
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
                    number(r.goal()),
                    r.met() ? "yes" : "**no**");
        out.flush();
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (size == 0) return "0";
        if (size >= 100) return String.format(Locale.ROOT, "%,.0f", value);
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
    }
}
