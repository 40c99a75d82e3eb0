package io.headrace.affinity.sizing;

import io.headrace.affinity.topology.Cache;
import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.NumaNode;
import io.headrace.affinity.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Machines that nobody has built. */
final class Machines {
    private Machines() {}

    /** So many cores of one kind, each with one CPU. */
    static Topology cores(int count) {
        return PlainMachine.cores(count);
    }

    static Topology withQuota(int cores, double quota) {
        return machine(cores, 1, 1, OptionalDouble.of(quota), CpuSet.firstOf(cores));
    }

    /** 1 to 256 CPUs, perhaps with SMT, nodes, a quota, and a mask that leaves some out. */
    static Topology any(SplittableRandom random) {
        int threads = random.nextInt(3) == 0 ? 2 : 1;
        int cores = 1 + random.nextInt(random.nextBoolean() ? 8 : 256 / threads);
        int cpus = cores * threads;
        int nodes = 1 + random.nextInt(Math.min(4, cores));
        OptionalDouble quota =
                random.nextInt(4) == 0 ? OptionalDouble.of(0.25 + random.nextDouble() * cpus) : OptionalDouble.empty();
        CpuSet allowed = CpuSet.firstOf(cpus);
        if (random.nextInt(3) == 0) {
            CpuSet some = allowed.where(cpu -> random.nextBoolean());
            if (!some.isEmpty()) allowed = some;
        }
        return machine(cores, threads, nodes, quota, allowed);
    }

    private static Topology machine(int cores, int threads, int nodes, OptionalDouble quota, CpuSet allowed) {
        List<Cpu> cpus = new ArrayList<>();
        List<Cache> caches = new ArrayList<>();
        for (int cpu = 0; cpu < cores * threads; cpu++) {
            int core = cpu % cores;
            CpuSet siblings = threads == 1 ? CpuSet.of(core) : CpuSet.of(core, core + cores);
            boolean isAllowed = allowed.contains(cpu);
            cpus.add(new Cpu(
                    cpu, core, core, 0, core % nodes, siblings, true, isAllowed, false, Cpu.FULL_CAPACITY, false));
            if (cpu == core) caches.add(new Cache(2, Cache.Type.UNIFIED, 1 << 20, siblings));
        }
        List<NumaNode> placed = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            int number = node;
            placed.add(new NumaNode(node, CpuSet.firstOf(cores * threads).where(cpu -> cpu % cores % nodes == number)));
        }
        return new Topology(Topology.Source.SYSFS, cpus, caches, placed, quota, List.of());
    }
}
