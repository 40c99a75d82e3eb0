package io.headrace.cli;

import io.headrace.examples.DemoReport;
import io.headrace.examples.EngineDemo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    private static final int SECONDS = 10;
    private static final int LONGEST = 1_000_000;
    private static final int CONSOLE_PORT = 4040;

    @Option(names = "--seconds", description = "How long (default: " + SECONDS + "; with --console until Ctrl-C).")
    private @Nullable Integer seconds;

    @Option(names = "--console", description = "Show the program in a browser meanwhile.")
    private boolean console;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "Of the console, 0 for any that is free (default: " + CONSOLE_PORT + ").")
    private @Nullable Integer port;

    @Option(names = "--json", description = "Print the figures as one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int duration = seconds != null ? seconds : console ? LONGEST : SECONDS;
        if (duration < 1) throw new NonsenseException("--seconds " + duration + ": at least 1");
        if (port != null && !console)
            throw new NonsenseException("--port " + port + " is of the console: add --console");
        if (port != null && (port < 0 || port > 65_535))
            throw new NonsenseException("--port " + port + ": from 0 to 65535");
        PrintWriter out = spec.commandLine().getOut();
        Consumer<String> lines = line -> {
            out.println(line);
            out.flush();
        };
        int at = port != null ? port : CONSOLE_PORT;
        DemoReport report = EngineDemo.run(duration, lines, builder -> console ? builder.console(at) : builder);
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
