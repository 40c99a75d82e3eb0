package io.headrace.affinity.topology;

import java.util.HashMap;
import java.util.Map;

/**
 * What {@code /proc/cpuinfo} says: online CPUs and, on some architectures, their sockets and cores. Second choice, for trees
 * whose {@code /sys} is missing or older than its topology files.
 *
 * <p><b>Threading:</b> immutable.
 */
final class CpuInfo {
    private static final String PATH = "proc/cpuinfo";

    private final CpuSet processors;
    private final Map<Integer, Integer> packages;
    private final Map<Integer, Integer> cores;

    private CpuInfo(CpuSet processors, Map<Integer, Integer> packages, Map<Integer, Integer> cores) {
        this.processors = processors;
        this.packages = packages;
        this.cores = cores;
    }

    static CpuInfo read(FileTree files) {
        CpuSet processors = CpuSet.EMPTY;
        Map<Integer, Integer> packages = new HashMap<>();
        Map<Integer, Integer> cores = new HashMap<>();
        int processor = Topology.UNKNOWN;
        for (String line : files.lines(PATH)) {
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1).strip();
            if (!value.matches("[0-9]{1,9}")) continue;
            int number = Integer.parseInt(value);
            switch (line.substring(0, colon).strip()) {
                case "processor" -> {
                    processor = number <= CpuSet.MAX_CPU ? number : Topology.UNKNOWN;
                    if (processor >= 0) processors = processors.or(CpuSet.of(processor));
                }
                case "physical id" -> packages.put(processor, number);
                case "core id" -> cores.put(processor, number);
                default -> {
                    // Everything else in there is about instructions and speed.
                }
            }
        }
        return new CpuInfo(processors, packages, cores);
    }

    CpuSet processors() {
        return processors;
    }

    int packageOf(int cpu) {
        return packages.getOrDefault(cpu, Topology.UNKNOWN);
    }

    int coreOf(int cpu) {
        return cores.getOrDefault(cpu, Topology.UNKNOWN);
    }
}
