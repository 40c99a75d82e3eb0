package io.headrace.cli;

import io.headrace.bench.floors.FloorsBench;
import io.headrace.bench.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        description = "Measures each floor beside its physical limit, in one run.")
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", defaultValue = "floors", description = "What to measure: floors.")
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
            names = "--json",
            arity = "0..1",
            fallbackValue = "-",
            description = "Print JSON instead of tables, or write it to a file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        if (!suite.equals("floors"))
            throw new NonsenseException("there is no suite \"" + suite + "\"; there is: floors");
        if (rounds < 1) throw new NonsenseException("--rounds " + rounds + ": at least 1");
        if (!(seconds > 0)) throw new NonsenseException("--seconds " + seconds + ": more than 0");
        Report report = measure();
        if (json == null) {
            report.print(spec.commandLine().getOut());
        } else if (json.toString().equals("-")) {
            spec.commandLine().getOut().println(Json.line(report));
        } else {
            report.print(spec.commandLine().getOut());
            Files.writeString(json, Json.line(report) + "\n", StandardCharsets.UTF_8);
        }
        return Headrace.DONE;
    }

    private Report measure() {
        try {
            return new FloorsBench(
                            rounds, seconds, line -> spec.commandLine().getErr().println(line))
                    .run(only);
        } catch (IllegalArgumentException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()));
        }
    }
}
