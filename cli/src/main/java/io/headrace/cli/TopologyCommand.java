package io.headrace.cli;

import io.headrace.affinity.topology.Topology;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headrace topology}. <b>Threading:</b> the main thread. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "Tells what this machine is: CPUs, cores, caches, memory nodes, and what of them may be used.")
final class TopologyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private MachineOption machine;

    @Option(names = "--json", description = "Print JSON, in one line.")
    private boolean json;

    @Override
    public Integer call() {
        Topology topology = machine.topology();
        TopologyReport report = new TopologyReport(topology);
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.line(report.asMap()));
        else report.print(out);
        out.flush();
        return Headrace.DONE;
    }
}
