package io.headrace.bench.suite;

import io.headrace.bench.report.Conditions;
import io.headrace.bench.report.MachineFacts;
import io.headrace.bench.report.Ratio;
import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import io.headrace.bench.report.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs a catalogue of comparisons: every leg in a forked JVM of its own, the two sides of a comparison one right after the
 * other, and all of that round by round, so that a machine whose speed drifts hits both sides alike. A ratio is formed
 * within a round; what is reported is the median over the rounds with its spread.
 *
 * <p><b>Threading:</b> one thread; the forks are JMH's.
 */
public final class SuiteBench {
    private static final int ITERATIONS = 3;
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String ALLOCATION_RATE = "gc.alloc.rate";

    /** What JMH itself allocates between iterations, in MB/s; a leg below it is reported as 0 B/op. */
    private static final double JMH_ALLOCATION_RATE = 0.1;

    private final List<Comparison> catalogue;
    private final int rounds;
    private final double seconds;
    private final Consumer<String> progress;
    private final Map<Leg, List<Double>> throughput = new LinkedHashMap<>();
    private final Map<Leg, List<Double>> allocation = new LinkedHashMap<>();

    /**
     * @param rounds how often each leg is forked
     * @param seconds how long each leg is measured in a round, after a warm-up as long
     */
    public SuiteBench(List<Comparison> catalogue, int rounds, double seconds, Consumer<String> progress) {
        this.catalogue = List.copyOf(catalogue);
        this.rounds = rounds;
        this.seconds = seconds;
        this.progress = progress;
    }

    /** Runs the comparisons whose scenario contains {@code only} (empty: all of them). */
    public Report run(String only) {
        List<Comparison> comparisons =
                catalogue.stream().filter(c -> c.scenario().contains(only)).toList();
        if (comparisons.isEmpty())
            throw new IllegalArgumentException("no scenario contains \"" + only + "\"; there are "
                    + catalogue.stream().map(Comparison::scenario).distinct().toList());
        Map<Leg, String> scenarioOf = new LinkedHashMap<>();
        for (Comparison c : comparisons) {
            scenarioOf.putIfAbsent(c.subject(), c.scenario());
            scenarioOf.putIfAbsent(c.against(), c.scenario());
        }
        for (int round = 0; round < rounds; round++) measureRound(round, scenarioOf.keySet());
        return report(comparisons, scenarioOf);
    }

    private void measureRound(int round, Collection<Leg> legs) {
        List<Leg> order = new ArrayList<>(legs);
        if (round % 2 == 1) Collections.reverse(order);
        for (Leg leg : order) {
            RunResult result = fork(leg);
            double perSecond = result.getPrimaryResult().getScore() * leg.operation();
            throughput.computeIfAbsent(leg, l -> new ArrayList<>()).add(perSecond);
            double bytes = secondary(result, ALLOCATION_RATE) < JMH_ALLOCATION_RATE ? 0 : secondary(result, ALLOCATION);
            allocation.computeIfAbsent(leg, l -> new ArrayList<>()).add(bytes);
            progress.accept(String.format(
                    "round %d of %d: %s %s: %,.3g %s, %.3f B/op",
                    round + 1, rounds, leg.label(), leg.parameters(), perSecond, leg.unit(), bytes));
        }
    }

    private RunResult fork(Leg leg) {
        TimeValue iteration = TimeValue.milliseconds(Math.max(50, Math.round(seconds * 1000 / ITERATIONS)));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(leg.pattern())
                .forks(1)
                .warmupIterations(ITERATIONS)
                .warmupTime(iteration)
                .measurementIterations(ITERATIONS)
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        leg.parameters().forEach((name, value) -> options.param(name, value));
        try {
            return new Runner(options.build()).runSingle();
        } catch (RunnerException e) {
            throw new IllegalStateException("the leg " + leg.label() + " failed", e);
        }
    }

    private Report report(List<Comparison> comparisons, Map<Leg, String> scenarioOf) {
        List<Result> results = new ArrayList<>();
        List<Ratio> ratios = new ArrayList<>();
        scenarioOf.forEach((leg, scenario) -> {
            results.add(Result.of(scenario, leg.label(), "throughput", leg.unit(), spread(throughput, leg)));
            results.add(Result.of(scenario, leg.label(), "allocation", "B/op", spread(allocation, leg)));
            if (leg.garbageFree())
                ratios.add(Ratio.atMost(0, scenario, leg.label() + " allocation, B/op", spread(allocation, leg)));
        });
        for (Comparison c : comparisons)
            ratios.add(Ratio.atLeast(c.goal(), c.scenario(), c.ratioName(), ratio(c.subject(), c.against())));
        return new Report(MachineFacts.read(), results, ratios, Conditions.UNKNOWN);
    }

    private static Spread spread(Map<Leg, List<Double>> measured, Leg leg) {
        return Spread.of(values(measured, leg));
    }

    private static double secondary(RunResult result, String metric) {
        return Objects.requireNonNull(result.getSecondaryResults().get(metric), metric)
                .getScore();
    }

    private Spread ratio(Leg subject, Leg against) {
        double[] a = values(throughput, subject);
        double[] b = values(throughput, against);
        double[] ratios = new double[a.length];
        for (int i = 0; i < a.length; i++) ratios[i] = a[i] / b[i];
        return Spread.of(ratios);
    }

    private static double[] values(Map<Leg, List<Double>> measured, Leg leg) {
        return measured.getOrDefault(leg, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
