package io.headrace.affinity.plan;

import io.headrace.affinity.topology.Cache;
import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.NumaNode;
import io.headrace.affinity.topology.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/** Machines of every shape, for tests of the plan. */
final class SyntheticMachine {
    private static final int CORES_PER_CACHE = 4;

    private SyntheticMachine() {}

    /** Cores of so many threads each, CPU numbers dense with siblings far apart, one node. */
    static Topology of(int cores, int threadsPerCore) {
        List<Cpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < cores * threadsPerCore; cpu++) {
            int core = cpu % cores;
            cpus.add(new Cpu(
                    cpu, core, core, 0, 0, siblings(core, cores, threadsPerCore), true, true, false, 1024, false));
        }
        NumaNode node = new NumaNode(0, CpuSet.firstOf(cpus.size()));
        return new Topology(Topology.Source.SYSFS, cpus, List.of(), List.of(node), OptionalDouble.empty(), List.of());
    }

    private static CpuSet siblings(int core, int cores, int threadsPerCore) {
        CpuSet siblings = CpuSet.EMPTY;
        for (int thread = 0; thread < threadsPerCore; thread++)
            siblings = siblings.or(CpuSet.of(core + thread * cores));
        return siblings;
    }

    /** 1 to 256 CPUs, 1, 2 or 4 threads a core, 1 to 8 nodes; sparse, partly offline, forbidden, isolated, slow. */
    static Topology random(Random random) {
        int threads = 1 << random.nextInt(3);
        int cores = 1 + random.nextInt(Math.max(1, (random.nextInt(4) == 0 ? 256 : 24) / threads));
        int nodes = 1 + random.nextInt(Math.min(8, cores));
        List<Integer> numbers = numbers(random, cores * threads);
        boolean hybrid = random.nextInt(4) == 0;
        double offline = random.nextInt(3) == 0 ? 0.3 * random.nextDouble() : 0;
        double allowed = random.nextBoolean() ? 1 : random.nextDouble();
        double isolated = random.nextInt(3) == 0 ? random.nextDouble() : 0;
        int mustBe = random.nextInt(numbers.size());

        Map<Integer, CpuSet> ofCore = new HashMap<>();
        Map<Integer, CpuSet> ofCache = new HashMap<>();
        Map<Integer, CpuSet> ofNode = new HashMap<>();
        boolean[] online = new boolean[numbers.size()];
        for (int i = 0; i < numbers.size(); i++) {
            online[i] = i == mustBe || random.nextDouble() >= offline;
            if (!online[i]) continue;
            CpuSet self = CpuSet.of(numbers.get(i));
            ofCore.merge(i % cores, self, CpuSet::or);
            ofCache.merge(i % cores / CORES_PER_CACHE, self, CpuSet::or);
            ofNode.merge(i % cores * nodes / cores, self, CpuSet::or);
        }
        List<Cpu> cpus = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            int core = i % cores;
            int node = core * nodes / cores;
            boolean may = online[i] && (i == mustBe || random.nextDouble() < allowed);
            boolean alone = random.nextDouble() < isolated;
            boolean slow = hybrid && core >= cores / 2;
            CpuSet siblings = online[i] ? ofCore.getOrDefault(core, CpuSet.EMPTY) : CpuSet.EMPTY;
            int place = online[i] ? core : Topology.UNKNOWN;
            cpus.add(new Cpu(
                    numbers.get(i),
                    place,
                    place,
                    online[i] ? node / 2 : Topology.UNKNOWN,
                    node,
                    siblings,
                    online[i],
                    may,
                    alone,
                    slow ? 600 : 1024,
                    slow));
        }
        cpus.sort((a, b) -> Integer.compare(a.cpu(), b.cpu()));
        List<Cache> caches = new ArrayList<>();
        ofCache.forEach((id, set) -> caches.add(new Cache(3, Cache.Type.UNIFIED, 32 << 20, set)));
        List<NumaNode> memory = new ArrayList<>();
        ofNode.forEach((id, set) -> memory.add(new NumaNode(id, set)));
        OptionalDouble quota = random.nextInt(4) == 0
                ? OptionalDouble.of(0.1 + random.nextDouble() * numbers.size() * 1.5)
                : OptionalDouble.empty();
        return new Topology(Topology.Source.SYSFS, cpus, caches, memory, quota, List.of());
    }

    private static List<Integer> numbers(Random random, int count) {
        int gap = 1 + random.nextInt(3);
        List<Integer> numbers = new ArrayList<>();
        int next = random.nextInt(3) == 0 ? random.nextInt(1500) : 0;
        for (int i = 0; i < count; i++) {
            numbers.add(next);
            next += 1 + random.nextInt(gap);
        }
        if (random.nextBoolean()) Collections.shuffle(numbers, random);
        return numbers;
    }

    /** The same machine, but the process may not use that CPU any more. */
    static Topology without(Topology topology, int forbidden) {
        List<Cpu> cpus = new ArrayList<>();
        for (Cpu cpu : topology.cpus()) {
            boolean allowed = cpu.allowed() && cpu.cpu() != forbidden;
            cpus.add(with(cpu, allowed, cpu.isolated()));
        }
        return new Topology(
                topology.source(), cpus, topology.caches(), topology.nodes(), topology.quota(), topology.notes());
    }

    static Topology isolating(Topology topology, CpuSet isolated) {
        List<Cpu> cpus = new ArrayList<>();
        for (Cpu cpu : topology.cpus()) cpus.add(with(cpu, cpu.allowed(), isolated.contains(cpu.cpu())));
        return new Topology(
                topology.source(), cpus, topology.caches(), topology.nodes(), topology.quota(), topology.notes());
    }

    static Topology withQuota(Topology topology, double quota) {
        return new Topology(
                topology.source(),
                topology.cpus(),
                topology.caches(),
                topology.nodes(),
                OptionalDouble.of(quota),
                topology.notes());
    }

    private static Cpu with(Cpu cpu, boolean allowed, boolean isolated) {
        return new Cpu(
                cpu.cpu(),
                cpu.core(),
                cpu.unit(),
                cpu.packageId(),
                cpu.node(),
                cpu.siblings(),
                cpu.online(),
                allowed,
                isolated,
                cpu.capacity(),
                cpu.efficient());
    }
}
