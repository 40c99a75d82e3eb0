package io.headrace.bench.page;

import io.headrace.bench.report.Ratio;
import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A report as a page of Markdown, with a plot of each scenario beside it: the machine, how quiet it was, the command, what lost, all
 * figures.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class FiguresPage {
    private final String name;
    private final String command;
    private final Report report;

    private FiguresPage(String name, String command, Report report) {
        this.name = name;
        this.command = command;
        this.report = report;
    }

    /**
     * A page.
     *
     * @param name of its files
     * @param command how to measure it again
     */
    public static FiguresPage of(String name, String command, Report report) {
        return new FiguresPage(name, command, report);
    }

    /** Writes {@code NAME.md} and its plots. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String scenario : scenarios()) writePlots(directory, scenario);
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            out.print("# Figures: " + name + "\n\n");
            out.print("`" + command + "`\n\n");
            out.print(
                    "How it is measured, what each leg reads and how it is set up: [contests](contests.md). The tables give"
                            + " medians of the rounds, of the first figure with least and greatest.\n\n");
            losses(out);
            for (String scenario : scenarios()) {
                for (Plot plot : plots(scenario))
                    out.print("![" + scenario + ", " + plot.metric() + "](" + plot.file() + ")\n\n");
            }
            report.printLegs(out);
        }
        Files.writeString(directory.resolve(name + ".md"), text.toString(), StandardCharsets.UTF_8);
    }

    private void losses(PrintWriter out) {
        List<Ratio> lost =
                report.ratios().stream().filter(ratio -> !ratio.met()).toList();
        if (lost.isEmpty()) {
            out.print("Every goal of this page is met.\n\n");
            return;
        }
        out.print("**Goals that are missed:**\n\n");
        for (Ratio ratio : lost)
            out.printf(
                    Locale.ROOT,
                    "- %s: %s is %.3g (%.3g to %.3g); the goal is %.3g%n",
                    ratio.scenario(),
                    ratio.name(),
                    ratio.median(),
                    ratio.min(),
                    ratio.max(),
                    ratio.goal());
        out.print("\n");
    }

    private Set<String> scenarios() {
        Set<String> scenarios = new LinkedHashSet<>();
        for (Result result : report.results()) scenarios.add(result.scenario());
        return scenarios;
    }

    /** A plot of one metric, or of the percentiles of a scenario. */
    private record Plot(String metric, String file, List<Result> results) {}

    private void writePlots(Path directory, String scenario) throws IOException {
        for (Plot plot : plots(scenario)) {
            String svg = plot.metric().equals(Percentiles.METRIC)
                    ? new Percentiles(scenario, plot.results()).svg()
                    : new Bars(scenario, plot.results()).svg();
            Files.writeString(directory.resolve(plot.file()), svg, StandardCharsets.UTF_8);
        }
    }

    private List<Plot> plots(String scenario) {
        List<Result> throughput = results(scenario, "throughput");
        List<Result> percentiles = report.results().stream()
                .filter(result -> result.scenario().equals(scenario) && Percentiles.isOne(result.metric()))
                .toList();
        List<Result> times = results(scenario, "time");
        String file = name + "-" + scenario.replaceAll("[^A-Za-z0-9]+", "-");
        return List.of(
                        new Plot("throughput", file + ".svg", throughput),
                        new Plot("time", file + "-time.svg", times),
                        new Plot(Percentiles.METRIC, file + "-latency.svg", percentiles))
                .stream()
                .filter(plot -> !plot.results().isEmpty())
                .toList();
    }

    private List<Result> results(String scenario, String metric) {
        return report.results().stream()
                .filter(result ->
                        result.scenario().equals(scenario) && result.metric().equals(metric))
                .toList();
    }
}
