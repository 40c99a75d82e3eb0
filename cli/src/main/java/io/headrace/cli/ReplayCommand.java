package io.headrace.cli;

import io.headrace.Replay;
import io.headrace.ReplayBatch;
import io.headrace.ReplayOutput;
import io.headrace.ReplayResult;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headrace replay}. <b>Threading:</b> the main thread. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one batch of the past again, from the log: shows what each output would have got, and compares what the batch"
                    + " changes in the state with what it changed then.",
            "Nothing in DIR is changed, and no output is called. Exit code 1: another result than the first time."
        })
final class ReplayCommand implements Callable<Integer> {
    /** What becomes of the outputs. */
    enum Outputs {
        /** Only how many records each would get. */
        NONE,
        /** The first records that each would get. */
        PRINT,
        /** As PRINT, and the functions of print, foreachRDD and saveAs are called; sinks are not. */
        CALL
    }

    private static final String MARK = "  | ";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The context's directory.")
    private Path directory;

    @Parameters(
            index = "1..*",
            paramLabel = "ARG",
            description = "For the program: arguments of create(String[]); behind -- where they begin with a dash.")
    private List<String> arguments = new ArrayList<>();

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of the two. */
    static final class What {
        @Option(names = "--list", description = "Lists the batches that can be run again.")
        private boolean list;

        @Option(names = "--batch", paramLabel = "ID", description = "The batch to run: 3-1042, or its number, 1042.")
        private String batch;
    }

    @Option(
            names = "--class-path",
            paramLabel = "CP",
            description = "Where the program is: jars and directories, as for java.")
    private String classPath = "";

    @Option(
            names = "--program",
            paramLabel = "CLASS",
            description = "The class that writes the program: it has a method static StreamingContext create(), or"
                    + " create(String[]), which does not start it.")
    private String program;

    @Option(
            names = "--outputs",
            paramLabel = "WHAT",
            defaultValue = "print",
            description = "none: only count; print: show the first records (default); call: call print, foreachRDD and"
                    + " saveAs as well, with all that they do. Sinks are never called.")
    private Outputs outputs;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "10",
            description = "Show so many records of each output (default: 10).")
    private int rows;

    @Option(
            names = "--dead-letters",
            description = "Process records that were set aside all the same: to see them throw.")
    private boolean deadLetters;

    @Option(
            names = "--debug",
            paramLabel = "PORT",
            description = "Wait for a debugger on this port of the machine before anything is run.")
    private Integer debug;

    @Option(names = "--json", description = "Print JSON: one line; with --list one for each batch.")
    private boolean json;

    /** A batch, as {@code --json --list} prints it. */
    record Line(String batch, String time, long timeMillis, long records, int leftOut, boolean committed) {
        static Line of(ReplayBatch batch) {
            return new Line(
                    batch.id().toString(),
                    Instant.ofEpochMilli(batch.time().milliseconds()).toString(),
                    batch.time().milliseconds(),
                    batch.records(),
                    batch.leftOut(),
                    batch.isCommitted());
        }
    }

    @Override
    public Integer call() throws Exception {
        if (rows < 0) throw new NonsenseException("--rows=" + rows + ": give 0 or more");
        Replay replay = Replay.of(directory).rows(outputs == Outputs.NONE ? 0 : rows);
        try (ProgressLine progress = new ProgressLine(spec.commandLine().getErr())) {
            replay.progress(progress);
            return what.list ? list(replay, progress) : run(replay);
        }
    }

    private int list(Replay replay, ProgressLine progress) {
        List<ReplayBatch> batches = replay.batches();
        progress.close();
        PrintWriter out = spec.commandLine().getOut();
        for (ReplayBatch batch : batches) out.println(json ? Json.line(Line.of(batch)) : words(batch));
        if (batches.isEmpty())
            spec.commandLine().getErr().println("headrace: no batch of " + directory + " can be run again");
        out.flush();
        return batches.isEmpty() ? Headrace.NO : Headrace.DONE;
    }

    private static String words(ReplayBatch batch) {
        Line line = Line.of(batch);
        return "batch " + line.batch() + " of " + line.time() + ": "
                + String.format(Locale.ROOT, "%,d records", line.records())
                + (line.leftOut() == 0 ? "" : ", " + line.leftOut() + " of them left out")
                + (line.committed() ? "" : ", not committed");
    }

    private int run(Replay replay) throws Exception {
        mustHaveDebugger();
        if (program == null)
            throw new NonsenseException(
                    "--program is missing: which class writes the program? And --class-path, if it is"
                            + " not on headrace's own");
        try {
            replay.batch(what.batch);
        } catch (IllegalArgumentException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()), e);
        }
        if (deadLetters) replay.withDeadLetters();
        if (outputs == Outputs.CALL) replay.callingOutputs();
        try (ProgramClass loaded = ProgramClass.load(classPath, program, arguments)) {
            ReplayResult result = aside(() -> replay.run(loaded::create));
            PrintWriter out = spec.commandLine().getOut();
            if (json) out.println(Json.line(map(result)));
            else print(result, out);
            out.flush();
            return result.isSame() ? Headrace.DONE : Headrace.NO;
        }
    }

    /** What the program prints by itself does not get between the lines of JSON. */
    private ReplayResult aside(Callable<ReplayResult> body) throws Exception {
        PrintStream before = System.out;
        if (json) System.setOut(System.err);
        try {
            return body.call();
        } finally {
            System.setOut(before);
        }
    }

    private void mustHaveDebugger() {
        if (debug == null) return;
        boolean listens = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> argument.contains("jdwp"));
        if (!listens)
            throw new NonsenseException("--debug=" + debug
                    + ": this JVM was started without; ./headrace does it, and else"
                    + " HEADRACE_JVM_OPTS=-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=" + debug);
    }

    private void print(ReplayResult result, PrintWriter out) {
        out.println(words(result.batch()) + ", again");
        for (ReplayOutput output : result.outputs()) {
            out.println("output " + output.id() + ", " + output.what() + ": "
                    + (output.hasDataset() ? output.records() + " records" : "no data in this batch"));
            output.rows().forEach(row -> out.println(MARK + row));
            if (output.rows().size() < output.records() && outputs != Outputs.NONE && rows > 0)
                out.println(MARK + "...");
        }
        if (result.comparison() != ReplayResult.Comparison.DIFFERENT) {
            out.println(result.verdict());
            return;
        }
        out.println("another result than the first time, in " + result.differenceCount()
                + (result.differenceCount() == 1 ? " place" : " places")
                + ": a function is not deterministic, or the program is not the one that ran then");
        result.differences().forEach(difference -> out.println(MARK + difference));
        if (result.differences().size() < result.differenceCount()) out.println(MARK + "...");
    }

    private static Map<String, Object> map(ReplayResult result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("batch", Line.of(result.batch()));
        all.put("comparison", result.comparison().name());
        all.put("verdict", result.verdict());
        List<Map<String, Object>> shown = new ArrayList<>();
        for (ReplayOutput output : result.outputs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", output.id());
            one.put("what", output.what());
            one.put("hasDataset", output.hasDataset());
            one.put("records", output.records());
            one.put("rows", output.rows().stream().map(String::valueOf).toList());
            shown.add(one);
        }
        all.put("outputs", shown);
        all.put("differenceCount", result.differenceCount());
        all.put("differences", result.differences());
        return all;
    }
}
