package io.headrace.cli;

import io.headrace.examples.DemoReport;
import io.headrace.examples.EngineDemo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headrace demo}. <b>Threading:</b> the main thread. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Counts words on the engine: from a loopback socket to the output, without garbage.")
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", defaultValue = "10", description = "How long (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", description = "Print the figures as one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1) throw new NonsenseException("--seconds " + seconds + ": at least 1");
        PrintWriter out = spec.commandLine().getOut();
        Consumer<String> lines = line -> {
            out.println(line);
            out.flush();
        };
        DemoReport report = EngineDemo.run(seconds, lines);
        lines.accept(json ? Json.line(report) : inWords(report));
        return Headrace.DONE;
    }

    private static String inWords(DemoReport r) {
        return String.format(
                Locale.ROOT,
                "%n%,d lines, %,d words: %,.0f lines/s.%n"
                        + "A batch took %,.0f us from its tick to the end of its output (p99 %,.0f us).%n"
                        + "%.3f heap bytes per line; garbage collections: %d.",
                r.records(),
                r.words(),
                r.recordsPerSecond(),
                r.batchP50Micros(),
                r.batchP99Micros(),
                r.bytesPerRecord(),
                r.gcCount());
    }
}
