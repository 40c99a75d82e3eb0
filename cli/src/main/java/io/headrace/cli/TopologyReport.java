package io.headrace.cli;

import io.headrace.affinity.sizing.Words;
import io.headrace.affinity.topology.Cache;
import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.NumaNode;
import io.headrace.affinity.topology.Topology;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A machine, for people and for programs; {@code docs/topology.md} lists the fields.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TopologyReport {
    private final Topology topology;

    TopologyReport(Topology topology) {
        this.topology = topology;
    }

    Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("cpus", topology.cpus().stream().map(TopologyReport::cpu).toList());
        map.put("caches", topology.caches().stream().map(TopologyReport::cache).toList());
        Topology.Counts counts = topology.counts();
        map.put("counts", counts);
        map.put("quota", topology.quota().isPresent() ? topology.quota().getAsDouble() : null);
        map.put("usable", topology.usable());
        map.put("source", topology.source().name());
        map.put("notes", topology.notes());
        return map;
    }

    private static Map<String, Object> cpu(Cpu cpu) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpu", cpu.cpu());
        map.put("core", cpu.core());
        map.put("package", cpu.packageId());
        map.put("node", cpu.node());
        map.put("siblings", numbers(cpu.siblings()));
        map.put("online", cpu.online());
        map.put("allowed", cpu.allowed());
        map.put("isolated", cpu.isolated());
        map.put("capacity", cpu.capacity());
        map.put("efficient", cpu.efficient());
        return map;
    }

    private static Map<String, Object> cache(Cache cache) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("level", cache.level());
        map.put("type", cache.type().word());
        map.put("bytes", cache.bytes());
        map.put("cpus", numbers(cache.cpus()));
        return map;
    }

    private static List<Integer> numbers(CpuSet cpus) {
        return cpus.stream().boxed().toList();
    }

    void print(PrintWriter out) {
        Topology.Counts counts = topology.counts();
        out.println(Words.many(counts.cpus(), "CPU") + ", " + counts.online() + " online: "
                + Words.many(counts.cores(), "core") + " in " + Words.many(counts.packages(), "package") + ", "
                + Words.many(counts.nodes(), "memory node") + ".");
        out.println("This process may use " + allowed() + ".");
        if (!topology.isolated().isEmpty())
            out.println("The kernel's scheduler leaves CPU " + topology.isolated() + " alone.");
        if (topology.quota().isPresent())
            out.println("A quota gives it " + topology.quota().getAsDouble()
                    + " CPUs' worth of time: nothing should spin.");
        out.println("It can keep " + Words.many(topology.usable(), "thread") + " busy at once.");
        out.println();
        topology.nodes().forEach(node -> printNode(node, out));
        printCaches(out);
        printCores(out);
        topology.notes().forEach(note -> out.println("- " + note));
        out.println("Read from " + topology.source().text() + ".");
    }

    private String allowed() {
        boolean all = topology.allowed().equals(topology.online());
        return all
                ? "all of them (CPU " + topology.allowed() + ")"
                : topology.allowed().size() + " of them: CPU " + topology.allowed();
    }

    private static void printNode(NumaNode node, PrintWriter out) {
        String cpus = node.cpus().isEmpty() ? "memory only" : "CPU " + node.cpus();
        out.println("memory node " + node.node() + ": " + cpus);
    }

    private void printCaches(PrintWriter out) {
        Map<String, StringBuilder> sharers = new LinkedHashMap<>();
        for (Cache cache : topology.caches()) {
            String name = "L" + cache.level() + " " + cache.type().word() + ", "
                    + (cache.bytes() == 0 ? "size unknown" : Words.bytes(cache.bytes()));
            StringBuilder sets = sharers.computeIfAbsent(name, unseen -> new StringBuilder());
            sets.append(sets.length() == 0 ? "" : " | ").append(cache.cpus());
        }
        sharers.forEach((name, sets) -> out.println(name + " each: CPU " + sets));
    }

    /** Only where a core has several CPUs, or there are cores of two kinds, is there something to tell. */
    private void printCores(PrintWriter out) {
        Map<Integer, CpuSet> cores = new TreeMap<>();
        for (Cpu cpu : topology.cpus()) if (cpu.online()) cores.put(cpu.core(), cpu.siblings());
        boolean smt = cores.values().stream().anyMatch(cpus -> cpus.size() > 1);
        if (smt)
            out.println("CPUs of one core: "
                    + String.join(
                            " | ", cores.values().stream().map(CpuSet::toString).toList()));
        CpuSet efficient = CpuSet.of(topology.cpus().stream()
                .filter(Cpu::efficient)
                .mapToInt(Cpu::cpu)
                .toArray());
        if (!efficient.isEmpty()) out.println("slower, thriftier cores: CPU " + efficient);
    }
}
