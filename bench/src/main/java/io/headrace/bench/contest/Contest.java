package io.headrace.bench.contest;

import io.headrace.bench.fork.Task;
import io.headrace.bench.input.Input;
import io.headrace.bench.report.MachineFacts;
import io.headrace.bench.report.Ratio;
import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import io.headrace.bench.report.Spread;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs scenarios: all legs of one after the other, each in a forked JVM, round by round, the order turned round from round to round, so that
 * a machine whose speed drifts hits all of them alike. Each fork compares its results with those of the input file before it tells a
 * figure. A ratio is formed within a round; what is reported is the median over the rounds with its spread.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Contest {
    private final Settings settings;
    private final Fork fork;
    private final Blocks blocks;
    private final Consumer<String> progress;
    private final List<Result> results = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();

    /** @param jvmArguments the file of flags that every JVM of ours needs, {@code headrace.jvmargs} */
    public Contest(Settings settings, ClassPaths classPaths, Path jvmArguments, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        this.fork = new Fork(classPaths, jvmArguments, settings, progress);
        this.blocks = new Blocks(settings.again(), progress);
    }

    /** A contestant under a collector. */
    private record Leg(Contestant contestant, Collector collector) {
        String label() {
            return contestant.label() + collector.suffix();
        }
    }

    /** Runs a scenario; {@code directory} is where its input is written. */
    public void run(Scenario scenario, Path directory) throws Exception {
        List<Leg> legs = legs(scenario);
        if (legs.isEmpty()) return;
        progress.accept(scenario.name() + ": writing the input");
        Input input = scenario.maker().write(directory);
        Map<Leg, List<Map<String, Task.Answer>>> figures = new LinkedHashMap<>();
        for (Leg leg : legs) figures.put(leg, new ArrayList<>());
        int begun = 0;
        for (int round = 0; round < settings.rounds(); round++) {
            List<Leg> order = new ArrayList<>(legs);
            if (round % 2 == 1) Collections.reverse(order);
            for (Leg leg : order) {
                String what = scenario.name() + ", leg " + ++begun + " of " + settings.rounds() * legs.size() + ", "
                        + leg.label();
                Map<String, Task.Answer> answers =
                        blocks.measure(what, () -> fork.run(scenario, leg.contestant(), leg.collector(), input));
                progress.accept(what + ": " + inWords(answers));
                figures.computeIfAbsent(leg, l -> new ArrayList<>()).add(answers);
            }
        }
        summarize(scenario, figures);
    }

    private List<Leg> legs(Scenario scenario) {
        List<Leg> legs = new ArrayList<>();
        boolean isWhole = scenario.name().contains(settings.only());
        for (Contestant contestant : scenario.contestants()) {
            House house = contestant.house();
            if (house.isPeer() && !settings.peers().contains(house)) continue;
            if (!isWhole && !contestant.label().contains(settings.only())) continue;
            for (Collector collector : settings.collectors()) {
                // Spark's Hadoop does not start on the JDK that has generational ZGC; by hand there is no garbage to
                // collect.
                boolean fits = collector.suffix().isEmpty()
                        || (house != House.SPARK && contestant.flags().isEmpty());
                if (fits) legs.add(new Leg(contestant, collector));
            }
        }
        return legs;
    }

    private static String inWords(Map<String, Task.Answer> answers) {
        StringBuilder words = new StringBuilder();
        answers.forEach((metric, answer) -> words.append(words.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s %,.4g %s", metric, answer.value(), answer.unit())));
        return words.toString();
    }

    private void summarize(Scenario scenario, Map<Leg, List<Map<String, Task.Answer>>> figures) {
        Map<String, List<Map<String, Task.Answer>>> byLabel = new LinkedHashMap<>();
        figures.forEach((leg, rounds) -> {
            byLabel.put(leg.label(), rounds);
            rounds.get(0)
                    .forEach((metric, answer) -> results.add(
                            result(scenario, leg.label(), metric, answer.unit(), Spread.of(values(rounds, metric)))));
        });
        for (Goal goal : scenario.goals()) {
            List<Map<String, Task.Answer>> subject = byLabel.get(goal.subject());
            List<Map<String, Task.Answer>> against = byLabel.get(goal.against());
            if (subject == null || (against == null && !goal.against().isEmpty())) continue;
            double[] values = values(subject, goal.metric());
            if (against != null) {
                double[] others = values(against, goal.metric());
                for (int i = 0; i < values.length; i++) values[i] /= others[i];
            }
            ratios.add(goal.judge(scenario.name(), Spread.of(values)));
        }
    }

    private static Result result(Scenario scenario, String leg, String metric, String unit, Spread spread) {
        int part = metric.indexOf(Task.PART);
        if (part < 0) return Result.of(scenario.name(), leg, metric, unit, spread);
        String row = leg + ", " + metric.substring(part + Task.PART.length());
        return Result.of(scenario.name(), row, metric.substring(0, part), unit, spread);
    }

    private static double[] values(List<Map<String, Task.Answer>> rounds, String metric) {
        return rounds.stream()
                .filter(answers -> answers.containsKey(metric))
                .mapToDouble(answers -> answers.get(metric).value())
                .toArray();
    }

    /** What all scenarios said that were run. */
    public Report report() {
        return new Report(MachineFacts.read(), results, ratios, blocks.conditions());
    }
}
