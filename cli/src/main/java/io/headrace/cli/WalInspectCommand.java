package io.headrace.cli;

import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headrace wal inspect}. <b>Threading:</b> the main thread. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Tells what a log holds, and with --records each record.")
final class WalInspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LogDirectoryArgument directory;

    @Option(names = "--json", description = "Print JSON: one line for the log, and with --records one for each record.")
    private boolean json;

    @Option(names = "--records", description = "List every record that is served.")
    private boolean records;

    /** A record of the log, as {@code --json --records} prints it. */
    record Line(long sequence, String type, long roll, long offset, int length, int flags) {}

    @Override
    public Integer call() throws IOException {
        VerifyReport report = directory.verified();
        if (report.status() == VerifyReport.Status.NOT_A_LOG)
            throw new NonsenseException(directory.given() + " is not a log: there is no roll in it");
        PrintWriter out = spec.commandLine().getOut();
        LogSummary summary = LogSummary.of(report);
        if (json) out.println(Json.line(summary));
        else print(summary, out);
        if (records) listRecords(out);
        out.flush();
        return report.status() == VerifyReport.Status.SOUND ? Headrace.DONE : Headrace.NO;
    }

    private static void print(LogSummary summary, PrintWriter out) {
        out.println(summary.inWords());
        summary.rolls()
                .forEach(roll -> out.println(
                        "roll " + roll.ordinal() + " of incarnation " + roll.incarnation() + ": " + roll.file()));
        summary.damages()
                .forEach(d -> out.println(d.file() + " is damaged at offset " + d.offset() + ": " + d.reason()));
        summary.notes().forEach(note -> out.println("note: " + note));
    }

    private void listRecords(PrintWriter out) throws IOException {
        try (LogReader reader = LogReader.open(directory.resolved())) {
            while (reader.next()) {
                Line line = new Line(
                        reader.sequence(),
                        reader.type().name(),
                        Position.ordinal(reader.position()),
                        Position.offset(reader.position()),
                        reader.payloadLength(),
                        reader.flags());
                out.println(
                        json
                                ? Json.line(line)
                                : String.format(
                                        Locale.ROOT,
                                        "%,12d  %-10s roll %d offset %d, %,d bytes",
                                        line.sequence(),
                                        line.type(),
                                        line.roll(),
                                        line.offset(),
                                        line.length()));
            }
        }
    }
}
