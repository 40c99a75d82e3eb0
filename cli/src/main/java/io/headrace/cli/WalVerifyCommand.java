package io.headrace.cli;

import io.headrace.wal.scan.VerifyReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headrace wal verify}. <b>Threading:</b> the main thread. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads every byte of a log that counts. Exit code 0: sound; 1: damaged; 2: not a log.")
final class WalVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LogDirectoryArgument directory;

    @Option(names = "--json", description = "Print the report as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
        VerifyReport report = directory.verified();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.line(LogSummary.of(report)));
        else print(report, out);
        out.flush();
        return switch (report.status()) {
            case SOUND -> Headrace.DONE;
            case DAMAGED -> Headrace.NO;
            case NOT_A_LOG -> Headrace.NONSENSE;
        };
    }

    private void print(VerifyReport report, PrintWriter out) {
        switch (report.status()) {
            case NOT_A_LOG -> out.println(directory.given() + " is not a log: there is no roll in it");
            case SOUND -> out.println("sound: " + LogSummary.of(report).inWords());
            case DAMAGED -> {
                report.damages().forEach(out::println);
                out.println((report.recordsLost() ? "damaged: " : "damaged, but every record is whole: ")
                        + LogSummary.of(report).inWords());
            }
        }
        report.notes().forEach(note -> out.println("note: " + note));
    }
}
