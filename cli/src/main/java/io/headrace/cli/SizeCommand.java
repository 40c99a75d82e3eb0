package io.headrace.cli;

import io.headrace.affinity.sizing.CostModel;
import io.headrace.affinity.sizing.PlainMachine;
import io.headrace.affinity.sizing.Sizing;
import io.headrace.affinity.sizing.SizingException;
import io.headrace.affinity.sizing.SizingFile;
import io.headrace.affinity.sizing.SizingPlan;
import io.headrace.affinity.sizing.SizingRequest;
import io.headrace.affinity.topology.Topology;
import io.headrace.bench.calibrate.Calibration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code headrace size}: how to use a machine for a load.
 *
 * <p>A machine that cannot carry the load is an answer too: the exit code is 0 then, and {@code fits} is false.
 *
 * <p><b>Threading:</b> the main thread.
 */
@Command(
        name = "size",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells how to use a machine for a load: receivers, workers, which CPUs, intervals, blocks, memory, disk, JVM flags, and"
                    + " what gives in first.",
            "Also when the load does not fit, the exit code is 0: see \"fits\"."
        })
final class SizeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions load;

    @Mixin
    private MachineOption machine;

    @Option(
            names = "--cores",
            paramLabel = "N",
            description = "Imagine a machine with so many cores of one kind, instead of this one.")
    private @Nullable Integer cores;

    @Option(
            names = "--calibrate",
            description = "Measure what the engine's steps cost on this machine first; takes less than a minute.")
    private boolean calibrate;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "With --calibrate: a directory on the disk of the log (default: the current one).")
    private @Nullable Path directory;

    @Option(names = "--costs", paramLabel = "FILE", description = "Costs that are known better: key=value lines.")
    private @Nullable Path costs;

    @Option(names = "--print-costs", description = "Print all costs as such a file, and do nothing else.")
    private boolean printCosts;

    @Option(
            names = "--from-run",
            paramLabel = "DIR",
            description =
                    "Take the load, and what the program's functions cost, from the counters of a run: its directory.")
    private @Nullable Path fromRun;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the configuration file that an engine is started with.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print JSON, in one line.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        refuseContradictions();
        PrintWriter screen = spec.commandLine().getOut();
        if (printCosts) {
            CostModel model = costs();
            screen.print(json ? Json.line(model.byKey()) + "\n" : model.asFile());
            screen.flush();
            return Headrace.DONE;
        }
        MeasuredRun run = fromRun == null ? null : MeasuredRun.read(fromRun, System.currentTimeMillis());
        if (run != null) load.fillFrom(run);
        SizingRequest request = load.request(cores == null ? machine.memory() : OptionalLong.empty());
        RunCosts fitted = run == null ? null : RunCosts.fit(machine.topology(), withBytes(run, request), costs());
        SizingPlan plan = Sizing.size(topology(), request, fitted == null ? costs() : fitted.costs());
        if (out != null) SizingFile.of(plan).write(out);
        print(screen, new SizeReport(plan), run == null || fitted == null ? null : new RunReport(run, fitted));
        if (out != null && !json) screen.println("The configuration is in " + out + ".");
        screen.flush();
        return Headrace.DONE;
    }

    private void print(PrintWriter screen, SizeReport report, @Nullable RunReport run) {
        if (json) {
            Map<String, @Nullable Object> map = report.asMap();
            if (run != null) map.put("run", run.asMap());
            screen.println(Json.line(map));
            return;
        }
        if (run != null) run.print(screen);
        report.print(screen);
    }

    /** The bytes of a record, where the run's receivers counted none and somebody said them. */
    private static MeasuredRun withBytes(MeasuredRun run, SizingRequest request) {
        return run.recordBytes() > 0 ? run : run.withRecordBytes(request.recordBytes());
    }

    private void refuseContradictions() {
        if (calibrate && !machine.isLive())
            throw new NonsenseException(
                    "--calibrate measures this machine, and --root names another one: leave one of them out,"
                            + " or calibrate there and bring the costs along (--print-costs there, --costs here)");
        if (cores != null && machine.isGiven())
            throw new NonsenseException("--cores imagines a machine, and --root reads one: leave one of them out");
        if (cores != null && calibrate)
            throw new NonsenseException(
                    "--calibrate measures this machine, and --cores imagines another one: leave one of them out,"
                            + " or bring measured costs along with --costs");
        if (directory != null && !calibrate)
            throw new NonsenseException(
                    "--dir " + directory + " says where --calibrate writes: add --calibrate or leave it out");
        if (directory != null && !Files.isDirectory(directory))
            throw new NonsenseException("--dir " + directory + ": there is no such directory");
        if (printCosts && out != null)
            throw new NonsenseException(
                    "--print-costs makes no plan, so there is nothing for --out to write: leave one out");
        if (printCosts && fromRun != null)
            throw new NonsenseException("--print-costs makes no plan: leave it out, or --from-run");
        if (printCosts && load.isGiven())
            throw new NonsenseException("--print-costs makes no plan: leave it out, or --rate and --record-bytes");
        if (costs != null && !Files.isRegularFile(costs))
            throw new NonsenseException(
                    "--costs " + costs + ": there is no such file; --print-costs shows what belongs in it");
        if (out == null) return;
        Path parent = out.toAbsolutePath().getParent();
        if (Files.isDirectory(out) || parent == null || !Files.isDirectory(parent))
            throw new NonsenseException("--out " + out + ": it must be a file in a directory that exists");
    }

    private Topology topology() {
        try {
            return cores == null ? machine.topology() : PlainMachine.cores(cores);
        } catch (SizingException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()));
        }
    }

    private CostModel costs() throws IOException, InterruptedException {
        CostModel model = CostModel.defaults();
        if (calibrate) {
            Path at = directory == null ? Path.of("") : directory;
            model = new Calibration(
                            at,
                            machine.topology(),
                            line -> spec.commandLine().getErr().println(line))
                    .measure();
        }
        if (costs == null) return model;
        try {
            return model.with(costs);
        } catch (SizingException e) {
            throw new NonsenseException("--costs " + e.getMessage());
        }
    }
}
