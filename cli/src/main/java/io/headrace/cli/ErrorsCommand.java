package io.headrace.cli;

import io.headrace.exec.counters.ErrorsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code headrace errors}: reads the errors file of a context, living or dead.
 *
 * <p><b>Threading:</b> the main thread.
 */
@Command(
        name = "errors",
        mixinStandardHelpOptions = true,
        description = "Lists the errors of a context's last run: each kind once, with how often and when.")
final class ErrorsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The context's directory (it holds errors), or an errors file.")
    private Path given;

    @Option(names = "--json", description = "Print JSON, in one line.")
    private boolean json;

    /** The fields of {@code --json}. */
    record Report(long processId, String startedAt, List<Line> errors, long others) {}

    /** One error. */
    record Line(String where, String what, long count, String first, String last) {}

    @Override
    public Integer call() {
        ErrorsReader read = read();
        List<Line> lines = read.entries().stream()
                .map(one -> new Line(
                        one.where(),
                        one.what(),
                        one.count(),
                        one.first().toString(),
                        one.last().toString()))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json)
            out.println(Json.line(new Report(read.processId(), read.startedAt().toString(), lines, read.others())));
        else print(lines, read.others(), out);
        out.flush();
        return Headrace.DONE;
    }

    private ErrorsReader read() {
        Path file = Files.isDirectory(given) ? given.resolve("errors") : given;
        if (!Files.exists(file))
            throw new NonsenseException(given + " holds no errors file: give the directory of a context"
                    + " (headrace.directory) that was started by this version");
        try {
            return ErrorsReader.read(file);
        } catch (IOException e) {
            throw new NonsenseException(file + " cannot be read as errors", e);
        }
    }

    private static void print(List<Line> lines, long others, PrintWriter out) {
        if (lines.isEmpty()) out.println("no errors");
        for (Line one : lines) {
            out.println(String.format(
                    Locale.ROOT,
                    "%,d time%s, from %s to %s",
                    one.count(),
                    one.count() == 1 ? "" : "s",
                    one.first(),
                    one.last()));
            out.println("  " + one.where() + ": " + one.what());
        }
        if (others > 0) out.println(String.format(Locale.ROOT, "%,d more of other kinds found no place", others));
    }
}
