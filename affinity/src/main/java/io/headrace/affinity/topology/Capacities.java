package io.headrace.affinity.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How fast the CPUs are against each other, and which belong to the slower kind of a machine with two kinds.
 *
 * <p>Cores of one kind differ by a few percent (the "favoured" ones clock higher), kinds by a fifth and more; that is how
 * frequencies are told apart. Where the kernel names the kinds itself, its word counts.
 *
 * <p><b>Threading:</b> immutable.
 */
final class Capacities {
    /** Below this share of the fastest a CPU is of the other kind. */
    private static final double SAME_KIND = 0.85;

    private static final List<String> EFFICIENT_KINDS =
            List.of("sys/devices/cpu_atom/cpus", "sys/devices/cpu_lowpower/cpus");

    private final Map<Integer, Integer> capacity;
    private final CpuSet efficient;

    private Capacities(Map<Integer, Integer> capacity, CpuSet efficient) {
        this.capacity = capacity;
        this.efficient = efficient;
    }

    static Capacities read(FileTree files, CpuSet online, List<Cache> caches) {
        Map<Integer, Integer> capacity = relative(measure(files, online, "cpu_capacity"));
        if (capacity.isEmpty()) capacity = relative(measure(files, online, "cpufreq/cpuinfo_max_freq"));
        CpuSet efficient = CpuSet.EMPTY;
        for (String kind : EFFICIENT_KINDS) {
            CpuSet cpus = files.list(kind);
            if (cpus != null) efficient = efficient.or(cpus.and(online));
        }
        if (efficient.isEmpty()) efficient = below(capacity.isEmpty() ? relative(dataCache(caches)) : capacity);
        // A kind needs another to compare with: all cores alike are all "fast".
        if (efficient.containsAll(online)) efficient = CpuSet.EMPTY;
        return new Capacities(capacity, efficient);
    }

    int of(int cpu) {
        return capacity.getOrDefault(cpu, Cpu.FULL_CAPACITY);
    }

    boolean isEfficient(int cpu) {
        return efficient.contains(cpu);
    }

    private static Map<Integer, Long> measure(FileTree files, CpuSet online, String file) {
        Map<Integer, Long> values = new HashMap<>();
        online.stream().forEach(cpu -> {
            OptionalLong value = files.number(TopologyReader.CPUS + "/cpu" + cpu + "/" + file);
            if (value.isPresent() && value.getAsLong() > 0) values.put(cpu, value.getAsLong());
        });
        return values;
    }

    /** The last resort: the first data cache of the slower kind is smaller on every such processor. */
    private static Map<Integer, Long> dataCache(List<Cache> caches) {
        Map<Integer, Long> values = new HashMap<>();
        for (Cache cache : caches) {
            if (cache.level() != 1 || cache.type() != Cache.Type.DATA || cache.bytes() == 0) continue;
            cache.cpus().stream().forEach(cpu -> values.put(cpu, cache.bytes()));
        }
        return values;
    }

    private static Map<Integer, Integer> relative(Map<Integer, Long> values) {
        long most = values.values().stream().mapToLong(Long::longValue).max().orElse(1);
        Map<Integer, Integer> shares = new HashMap<>();
        values.forEach((cpu, value) -> shares.put(cpu, (int) Math.round((double) Cpu.FULL_CAPACITY * value / most)));
        return shares;
    }

    private static CpuSet below(Map<Integer, Integer> shares) {
        return CpuSet.of(shares.entrySet().stream()
                .filter(share -> share.getValue() < Cpu.FULL_CAPACITY * SAME_KIND)
                .mapToInt(Map.Entry::getKey)
                .toArray());
    }
}
