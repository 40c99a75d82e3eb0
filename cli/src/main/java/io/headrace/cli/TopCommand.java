package io.headrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code headrace top}: reads the counters file of a context in another process, which need not help.
 *
 * <p><b>Threading:</b> the main thread.
 */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "Shows what a running context does, again and again until Ctrl-C or its end.")
final class TopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The context's directory (it holds counters), or a counters file.")
    private Path given;

    @Option(names = "--json", description = "Print JSON: one line for each look.")
    private boolean json;

    @Option(names = "--once", description = "Look once: rates and delays are those of the whole run.")
    private boolean once;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Quantities.Time.class,
            description = "How long it is from look to look (default: ${DEFAULT-VALUE}).")
    private Duration every;

    @Override
    public Integer call() throws InterruptedException {
        Path file = CountersLook.file(given);
        CountersLook look = CountersLook.at(file);
        if (once || !look.isRunning()) {
            show(null, look);
            return once ? Headrace.DONE : ended(look);
        }
        while (look.isRunning()) {
            CountersLook before = look;
            Thread.sleep(Math.max(10, every.toMillis())); // from look to look: this is what the command is for
            look = CountersLook.at(file);
            show(before, look);
        }
        return ended(look);
    }

    private int ended(CountersLook last) {
        spec.commandLine()
                .getErr()
                .println("headrace: process " + last.processId()
                        + (last.isClosed() ? " has ended the context in order" : " is gone")
                        + "; these are its last counters");
        return last.isClosed() ? Headrace.DONE : Headrace.NO;
    }

    /** @param before null for the only look */
    private void show(@Nullable CountersLook before, CountersLook look) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        TopReport report = TopReport.of(before, look, System.currentTimeMillis());
        Terminal terminal = json || before == null ? null : Terminal.ofOutput();
        if (json) out.println(Json.line(report));
        else if (terminal != null) out.print(terminal.page(lines(report)));
        else new TopScreen(out).print(report);
        if (!json && before != null && terminal == null) out.println(); // the next look is another one
        out.flush();
    }

    private static List<String> lines(TopReport report) {
        StringWriter text = new StringWriter();
        new TopScreen(new PrintWriter(text)).print(report);
        return text.toString().lines().toList();
    }
}
