package io.headrace.cli;

import io.headrace.bench.engine.EngineCatalogue;
import io.headrace.bench.engine.SteadyRun;
import io.headrace.bench.floors.FloorsCatalogue;
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
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
            "state, and tells how long the next start takes to its first output), or checkpoint (how long batches take",
            "while checkpoints are written beside them)."
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = "floors",
            description = "What to measure: floors, engine, steady, recovery or checkpoint.")
    private String suite;

    @Option(names = "--only", defaultValue = "", description = "Only scenarios whose name contains this.")
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
            defaultValue = "PROCESS",
            description = "Of recovery: of the log (default: ${DEFAULT-VALUE}).")
    private Durability durability;

    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = "-",
            description = "Print JSON instead of tables, or write it to a file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) throw new NonsenseException("--rounds " + rounds + ": at least 1");
        if (!(seconds > 0)) throw new NonsenseException("--seconds " + seconds + ": more than 0");
        if (keys < 1) throw new NonsenseException("--keys " + keys + ": at least 1");
        if (records < 1) throw new NonsenseException("--records " + records + ": at least 1");
        switch (suite) {
            case "floors" -> compare(FloorsCatalogue.comparisons());
            case "engine" -> compare(EngineCatalogue.comparisons());
            case "steady" -> spec.commandLine().getOut().println(Json.line(SteadyRun.run(records)));
            case "recovery" ->
                spec.commandLine().getOut().println(Json.line(RecoveryRun.run(keys, durability.name(), rounds)));
            case "checkpoint" ->
                spec.commandLine()
                        .getOut()
                        .println(Json.line(
                                StallRun.run(keys, (int) Math.ceil(seconds * StallRun.BATCHES_PER_SECOND), rounds)));
            default ->
                throw new NonsenseException(
                        "there is no suite \"" + suite + "\"; there are: floors, engine, steady, recovery, checkpoint");
        }
        return Headrace.DONE;
    }

    private void compare(List<Comparison> catalogue) throws IOException {
        Report report = measure(catalogue);
        if (json == null) {
            report.print(spec.commandLine().getOut());
        } else if (json.toString().equals("-")) {
            spec.commandLine().getOut().println(Json.line(report));
        } else {
            report.print(spec.commandLine().getOut());
            Files.writeString(json, Json.line(report) + "\n", StandardCharsets.UTF_8);
        }
    }

    private Report measure(List<Comparison> catalogue) {
        try {
            return new SuiteBench(
                            catalogue,
                            rounds,
                            seconds,
                            line -> spec.commandLine().getErr().println(line))
                    .run(only);
        } catch (IllegalArgumentException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()));
        }
    }
}
