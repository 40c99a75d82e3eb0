package io.headrace.cli;

import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.memory.CorruptDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headrace state list}. <b>Threading:</b> the main thread. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the checkpoints, the latest first, and reads every byte of them.")
final class StateListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CheckpointArgument argument;

    @Option(names = "--json", description = "Print JSON: one line for each checkpoint.")
    private boolean json;

    /** A checkpoint, as {@code --json} prints it. */
    record Line(
            long number,
            String status,
            String batch,
            String batchTime,
            String written,
            boolean orderly,
            boolean withLog,
            int segments,
            long bytes,
            List<String> operators,
            String damage) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        CheckpointDirectory directory = argument.directory();
        List<Line> lines = new ArrayList<>();
        while (lines.isEmpty()) {
            for (long number : argument.numbers()) {
                Line line = line(directory, number);
                boolean isDeleted = !line.damage().isEmpty() && !directory.has(number); // superseded, by its context
                if (!isDeleted) lines.add(line);
            }
        }
        for (Line line : lines) out.println(json ? Json.line(line) : words(line));
        out.flush();
        return lines.stream().allMatch(line -> line.damage().isEmpty()) ? Headrace.DONE : Headrace.NO;
    }

    private static Line line(CheckpointDirectory directory, long number) throws IOException {
        Manifest manifest;
        try {
            manifest = directory.read(number);
        } catch (CorruptDataException e) {
            return new Line(
                    number, "DAMAGED", "", "", "", false, false, 0, 0, List.of(), String.valueOf(e.getMessage()));
        }
        String damage = "";
        try {
            directory.verify(manifest);
        } catch (CorruptDataException e) {
            damage = String.valueOf(e.getMessage());
        }
        return new Line(
                number,
                damage.isEmpty() ? "SOUND" : "DAMAGED",
                manifest.batch().toString(),
                Instant.ofEpochMilli(manifest.timeMillis()).toString(),
                Instant.ofEpochMilli(manifest.writtenMillis()).toString(),
                manifest.orderly(),
                manifest.hasLog(),
                manifest.segments().size(),
                manifest.bytes(),
                manifest.operators().stream()
                        .map(operator -> manifest.operator(operator.number()).toString() + " at " + operator.site())
                        .toList(),
                damage);
    }

    private static String words(Line line) {
        if (line.batch().isEmpty()) return "checkpoint " + line.number() + " is damaged: " + line.damage();
        StringBuilder words = new StringBuilder(String.format(
                Locale.ROOT,
                "checkpoint %d behind batch %s of %s, written at %s%s: %d segments, %,d bytes, %s",
                line.number(),
                line.batch(),
                line.batchTime(),
                line.written(),
                line.orderly() ? " at an orderly stop" : "",
                line.segments(),
                line.bytes(),
                line.damage().isEmpty() ? "sound" : "damaged: " + line.damage()));
        line.operators()
                .forEach(operator ->
                        words.append(System.lineSeparator()).append("  ").append(operator));
        return words.toString();
    }
}
