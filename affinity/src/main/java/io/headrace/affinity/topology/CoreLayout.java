package io.headrace.affinity.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which online CPUs form a core, a unit and a package.
 *
 * <p>A core id is unique within a package at best, and on machines with several dies per package not even there; so a core is
 * the set of CPUs that name each other as thread siblings. Siblings with different core ids are cores of their own that share a
 * front end: two cores, one unit. Only where no siblings are told do package, die and core id decide.
 *
 * <p><b>Threading:</b> one thread while reading; immutable afterwards.
 */
final class CoreLayout {
    private final FileTree files;
    private final CpuSet online;
    private final CpuInfo cpuInfo;
    private final Map<Integer, Integer> coreIds = new HashMap<>();
    private final Map<Integer, Integer> core = new HashMap<>();
    private final Map<Integer, Integer> unit = new HashMap<>();
    private final Map<Integer, Integer> packages = new HashMap<>();
    private final Map<Integer, CpuSet> cpusOfCore = new HashMap<>();

    private CoreLayout(FileTree files, CpuSet online, CpuInfo cpuInfo) {
        this.files = files;
        this.online = online;
        this.cpuInfo = cpuInfo;
    }

    static CoreLayout read(FileTree files, CpuSet online, CpuInfo cpuInfo) {
        CoreLayout layout = new CoreLayout(files, online, cpuInfo);
        layout.readPackages();
        layout.readCores();
        return layout;
    }

    int core(int cpu) {
        return core.getOrDefault(cpu, Topology.UNKNOWN);
    }

    int unit(int cpu) {
        return unit.getOrDefault(cpu, Topology.UNKNOWN);
    }

    int packageId(int cpu) {
        return packages.getOrDefault(cpu, Topology.UNKNOWN);
    }

    CpuSet siblings(int cpu) {
        return cpusOfCore.getOrDefault(core(cpu), CpuSet.EMPTY);
    }

    private void readPackages() {
        Map<Integer, Integer> unnamed = new TreeMap<>();
        int highest = -1;
        for (int cpu : online.stream().toArray()) {
            int id = files.ordinal(topology(cpu, "physical_package_id")).orElse(cpuInfo.packageOf(cpu));
            if (id >= 0) {
                packages.put(cpu, id);
                highest = Math.max(highest, id);
            } else {
                CpuSet mates = together(cpu, "package_cpus", "core_siblings");
                // Without any word about packages the machine is taken for one.
                unnamed.put(cpu, mates == null ? -1 : mates.first());
            }
        }
        Map<Integer, Integer> ordinals = new HashMap<>();
        for (Map.Entry<Integer, Integer> entry : unnamed.entrySet()) {
            int next = highest + 1 + ordinals.size();
            ordinals.putIfAbsent(entry.getValue(), next);
            packages.put(entry.getKey(), ordinals.getOrDefault(entry.getValue(), next));
        }
    }

    private void readCores() {
        Map<Integer, Integer> coreOrdinals = new HashMap<>();
        Map<Integer, Integer> unitOrdinals = new HashMap<>();
        Map<List<Integer>, Integer> firstOfId = new HashMap<>();
        for (int cpu : online.stream().toArray()) {
            CpuSet threads = together(cpu, "core_cpus", "thread_siblings");
            int coreId = coreId(cpu);
            int unitKey;
            int coreKey;
            if (threads != null) {
                unitKey = threads.first();
                coreKey = threads.where(mate -> coreId(mate) == coreId).first();
            } else {
                unitKey = coreId < 0
                        ? cpu
                        : firstOfId.computeIfAbsent(List.of(packageId(cpu), dieId(cpu), coreId), id -> cpu);
                coreKey = unitKey;
            }
            unit.put(cpu, ordinal(unitOrdinals, unitKey));
            core.put(cpu, ordinal(coreOrdinals, coreKey));
            cpusOfCore.merge(core(cpu), CpuSet.of(cpu), CpuSet::or);
        }
    }

    private static int ordinal(Map<Integer, Integer> ordinals, int key) {
        return ordinals.computeIfAbsent(key, unseen -> ordinals.size());
    }

    private int coreId(int cpu) {
        return coreIds.computeIfAbsent(
                cpu, unread -> files.ordinal(topology(cpu, "core_id")).orElse(cpuInfo.coreOf(cpu)));
    }

    private int dieId(int cpu) {
        return files.ordinal(topology(cpu, "die_id")).orElse(0);
    }

    /** The online CPUs that this one shares something with, itself among them; the file has a newer and an older name. */
    private @Nullable CpuSet together(int cpu, String name, String olderName) {
        CpuSet set = files.listOrMask(topology(cpu, name + "_list"), topology(cpu, name));
        if (set == null) set = files.listOrMask(topology(cpu, olderName + "_list"), topology(cpu, olderName));
        return set == null ? null : set.and(online).or(CpuSet.of(cpu));
    }

    private static String topology(int cpu, String file) {
        return TopologyReader.CPUS + "/cpu" + cpu + "/topology/" + file;
    }
}
