package io.headrace.affinity.sizing;

import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.NumaNode;
import io.headrace.affinity.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The machine of a thought: so many cores of one kind, one CPU each, one memory node, nothing taken and no quota.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class PlainMachine {
    public static final int MAX_CORES = 4096;

    private PlainMachine() {}

    /** Such a machine. */
    public static Topology cores(int count) {
        SizingRequest.within("cores", count, 1, MAX_CORES);
        List<Cpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < count; cpu++)
            cpus.add(new Cpu(cpu, cpu, cpu, 0, 0, CpuSet.of(cpu), true, true, false, Cpu.FULL_CAPACITY, false));
        List<NumaNode> nodes = List.of(new NumaNode(0, CpuSet.firstOf(count)));
        return new Topology(Topology.Source.SYSFS, cpus, List.of(), nodes, OptionalDouble.empty(), List.of());
    }
}
