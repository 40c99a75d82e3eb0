package io.headrace.cli;

import io.headrace.bench.Scenarios;
import io.headrace.bench.contest.Settings;
import io.headrace.bench.engine.EngineCatalogue;
import io.headrace.bench.engine.SteadyRun;
import io.headrace.bench.floors.FloorsCatalogue;
import io.headrace.bench.page.FiguresPage;
import io.headrace.bench.recovery.RecoveryRun;
import io.headrace.bench.recovery.StallRun;
import io.headrace.bench.report.Report;
import io.headrace.bench.suite.Comparison;
import io.headrace.bench.suite.SuiteBench;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headrace bench}. <b>Threading:</b> the main thread. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures in one run: floors (each beside its physical limit), engine (its passes beside loops written by hand),",
            "steady (counts very many records, and tells what was allocated), recovery (kills a program with much",
            "state, and tells how long the next start takes to its first output), checkpoint (how long batches take",
            "while checkpoints are written beside them), or a scenario: the engine, loops by hand and other engines on the",
            "same input, each in a JVM of its own. all: all scenarios."
        })
final class BenchCommand implements Callable<Integer> {
    /** What can be measured, for the help. */
    static final class ScenarioNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Scenarios.NAMES.stream(), Stream.of("all")).iterator();
        }
    }

    private static final Path STDOUT = Path.of("-");

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = "floors",
            description =
                    "What to measure: floors, engine, steady, recovery, checkpoint, or a scenario: ${COMPLETION-CANDIDATES}.",
            completionCandidates = ScenarioNames.class)
    private String suite;

    @Option(
            names = "--only",
            defaultValue = "",
            description = "Only scenarios whose name contains this, and of others only such legs.")
    private String only;

    @Option(names = "--rounds", defaultValue = "5", description = "Forks of each leg (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "3",
            description = "Measured seconds of each leg in a round (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--records",
            defaultValue = "100000000",
            description = "Of steady: how many (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(
            names = "--keys",
            defaultValue = "1000000",
            description = "Of recovery and checkpoint: keys with a state (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--durability",
            description =
                    "Of recovery: of the log (default: PROCESS). Of steady: count on through a log (default: none).")
    private @Nullable Durability durability;

    @Option(
            names = "--archive",
            description = "Of recovery: the starts take their classes out of an archive, which is made before.")
    private boolean archive;

    @Mixin
    private ContestOptions contest;

    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = "-",
            description =
                    "Print JSON instead of tables, or write it to a file; steady, recovery and checkpoint have no tables.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) throw new NonsenseException("--rounds " + rounds + ": at least 1");
        if (!(seconds > 0)) throw new NonsenseException("--seconds " + seconds + ": more than 0");
        if (keys < 1) throw new NonsenseException("--keys " + keys + ": at least 1");
        if (records < 1) throw new NonsenseException("--records " + records + ": at least 1");
        switch (suite) {
            case "floors" -> compare(FloorsCatalogue.comparisons());
            case "engine" -> compare(EngineCatalogue.comparisons());
            case "steady" -> show(steady());
            case "recovery" -> {
                Durability level = durability == null ? Durability.PROCESS : durability;
                show(RecoveryRun.run(keys, level.name(), rounds, archive, this::tell));
            }
            case "checkpoint" ->
                show(StallRun.run(keys, (int) Math.ceil(seconds * StallRun.BATCHES_PER_SECOND), rounds, this::tell));
            default -> compete();
        }
        return Headrace.DONE;
    }

    private SteadyRun.Figures steady() throws InterruptedException {
        return durability == null ? SteadyRun.run(records, this::tell) : SteadyRun.run(records, durability, this::tell);
    }

    private void compete() throws Exception {
        Settings settings = new Settings(
                rounds, contest.warmUp(seconds), seconds, contest.again(), only, contest.peers(), contest.collectors());
        Report report = new ContestRun(settings, this::tell).run(suite);
        if (!STDOUT.equals(json)) report.printLegs(spec.commandLine().getOut());
        if (json != null) write(report, json);
        Path page = contest.page();
        if (page != null) FiguresPage.of(suite, commandLine(), report).write(page);
    }

    /** How to measure it again; where the figures were written to does not belong to it. */
    private String commandLine() {
        List<String> given = spec.commandLine().getParent().getParseResult().originalArgs();
        return "./headrace " + String.join(" ", withoutJson(given, json));
    }

    @Nullable
    Path json() {
        return json;
    }

    /** @param file what was given with {@code --json}: it may be nothing, and the next word another option */
    static List<String> withoutJson(List<String> given, @Nullable Path file) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String word = given.get(i);
            boolean isJson = word.equals("--json");
            boolean hasValue =
                    isJson && i + 1 < given.size() && Path.of(given.get(i + 1)).equals(file);
            if (hasValue) i++;
            if (!isJson && !word.startsWith("--json=")) rest.add(word);
        }
        return rest;
    }

    private void tell(String line) {
        spec.commandLine().getErr().println(line);
    }

    private void compare(List<Comparison> catalogue) throws IOException {
        table(measure(catalogue));
    }

    private void table(Report report) throws IOException {
        if (!STDOUT.equals(json)) report.print(spec.commandLine().getOut());
        if (json != null) write(report, json);
    }

    /** Of what there are no tables: JSON in any case. */
    private void show(Record figures) throws IOException {
        write(figures, json == null ? STDOUT : json);
    }

    private void write(Record figures, Path file) throws IOException {
        if (file.equals(STDOUT)) spec.commandLine().getOut().println(Json.line(figures));
        else Files.writeString(file, Json.line(figures) + "\n", StandardCharsets.UTF_8);
    }

    private Report measure(List<Comparison> catalogue) {
        try {
            return new SuiteBench(catalogue, rounds, seconds, this::tell).run(only);
        } catch (IllegalArgumentException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()));
        }
    }
}
