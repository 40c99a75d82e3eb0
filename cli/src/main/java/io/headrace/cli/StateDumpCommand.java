package io.headrace.cli;

import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.LoadedCheckpoints;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.StateDump;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headrace state dump}. <b>Threading:</b> the main thread. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = "Prints what the latest whole checkpoint holds: keys and values, and the rows of windows' panes.")
final class StateDumpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CheckpointArgument argument;

    @Option(names = "--operator", paramLabel = "NAME", description = "Only this one; `state list` has the names.")
    private String operator;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many lines.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print JSON: one line for each key or row.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        CheckpointDirectory directory = argument.directory();
        LoadedCheckpoints found = LoadedCheckpoints.NONE;
        while (found.latest() == null && found.damages().isEmpty()) { // until none is superseded in between
            argument.numbers();
            found = LoadedCheckpoints.find(directory);
        }
        found.damages().forEach(damage -> spec.commandLine().getErr().println("headrace: " + damage));
        Manifest latest = found.latest();
        if (latest == null) return Headrace.NO;
        print(new StateDump(directory, latest), out);
        out.flush();
        return found.damages().isEmpty() ? Headrace.DONE : Headrace.NO;
    }

    private void print(StateDump dump, PrintWriter out) throws IOException {
        if (limit <= 0) return;
        long[] left = {limit};
        try {
            dump.print(operator, line -> {
                out.println(json ? Json.line(line) : words(line));
                return --left[0] > 0;
            });
        } catch (IllegalArgumentException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String words(StateDump.Line line) {
        String place = line.tick() == null ? line.operator() : line.operator() + " tick " + line.tick();
        return place + ": " + (line.key() == null ? "" : line.key() + " = ") + line.value();
    }
}
