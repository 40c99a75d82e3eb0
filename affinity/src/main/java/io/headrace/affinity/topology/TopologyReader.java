package io.headrace.affinity.topology;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Topology} together from the files under a root directory. What is missing is assumed and noted; only a tree in
 * which no CPU can be found is refused.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TopologyReader {
    static final String CPUS = "sys/devices/system/cpu";
    private static final String NODES = "sys/devices/system/node";
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final String BOOT_ISOLATION = "isolcpus=";

    private final Path root;
    private final List<String> notes = new ArrayList<>();
    private final FileTree files;

    TopologyReader(Path root) {
        this.root = root;
        this.files = new FileTree(root, notes);
    }

    Topology read() {
        return assemble(hardware());
    }

    /** The parts that stay, of this machine now. */
    Hardware hardware() {
        if (!Files.isDirectory(root)) {
            throw new TopologyException("no machine tree at " + root + ": it is not a directory. Give the directory in"
                    + " which the machine's sys and proc lie");
        }
        CpuInfo cpuInfo = CpuInfo.read(files);
        CpuSet present = present();
        Topology.Source source = Topology.Source.SYSFS;
        if (present.isEmpty()) {
            present = cpuInfo.processors();
            source = Topology.Source.CPUINFO;
        }
        if (present.isEmpty()) {
            throw new TopologyException(
                    "no machine tree at " + root + ": neither " + CPUS + " nor proc/cpuinfo below it"
                            + " names a CPU. Give the directory in which the machine's sys and proc lie");
        }
        CpuSet online = online(present);
        CoreLayout cores = CoreLayout.read(files, online, cpuInfo);
        List<Cache> caches = CacheReader.read(files, online);
        List<NumaNode> nodes = nodes(present);
        Capacities capacities = Capacities.read(files, online, caches);
        return new Hardware(present, online, source, cores, caches, nodes, capacities, List.copyOf(notes));
    }

    /** Whether these are still the parts of this machine: the kernel lists the same CPUs. */
    boolean isStill(Hardware known) {
        return known.source() == Topology.Source.SYSFS
                && known.online().equals(files.list(CPUS + "/online"))
                && known.present().equals(present());
    }

    /** The machine of these parts, and what of it this process may use now. */
    Topology assemble(Hardware parts) {
        parts.notes().forEach(files::note);
        CgroupReader cgroups = new CgroupReader(files);
        CpuSet allowed = allowed(parts.online(), cgroups.cpuset());
        CpuSet isolated = isolated();
        OptionalDouble quota = cgroups.quota();
        List<Cpu> cpus = new ArrayList<>();
        parts.present().stream()
                .forEach(cpu -> cpus.add(new Cpu(
                        cpu,
                        parts.cores().core(cpu),
                        parts.cores().unit(cpu),
                        parts.cores().packageId(cpu),
                        nodeOf(parts.nodes(), cpu),
                        parts.cores().siblings(cpu),
                        parts.online().contains(cpu),
                        allowed.contains(cpu),
                        isolated.contains(cpu),
                        parts.capacities().of(cpu),
                        parts.capacities().isEfficient(cpu))));
        return new Topology(parts.source(), cpus, parts.caches(), parts.nodes(), quota, notes);
    }

    private CpuSet present() {
        CpuSet present = files.numbered(CPUS, "cpu");
        for (String name : List.of("present", "online")) {
            CpuSet named = files.list(CPUS + "/" + name);
            if (named != null) present = present.or(named);
        }
        return present;
    }

    /** The kernel's list; where there is none, each CPU's own switch, which a CPU that cannot be switched off lacks. */
    private CpuSet online(CpuSet present) {
        CpuSet listed = files.list(CPUS + "/online");
        if (listed != null && listed.intersects(present)) return listed;
        CpuSet online = present.where(
                cpu -> files.number(CPUS + "/cpu" + cpu + "/online").orElse(1) != 0);
        if (!online.isEmpty()) return online;
        files.note("every CPU is said to be offline; that cannot be, all are taken as online");
        return present;
    }

    private List<NumaNode> nodes(CpuSet present) {
        List<NumaNode> nodes = new ArrayList<>();
        CpuSet placed = CpuSet.EMPTY;
        for (int node : files.numbered(NODES, "node").stream().toArray()) {
            String path = NODES + "/node" + node + "/";
            CpuSet cpus = files.listOrMask(path + "cpulist", path + "cpumap");
            CpuSet known = cpus == null ? CpuSet.EMPTY : cpus.and(present);
            if (known.intersects(placed))
                files.note("node " + node + " claims CPUs of another node: " + known.and(placed));
            nodes.add(new NumaNode(node, known.minus(placed)));
            placed = placed.or(known);
        }
        if (nodes.isEmpty()) nodes.add(new NumaNode(0, present));
        return nodes;
    }

    private static int nodeOf(List<NumaNode> nodes, int cpu) {
        for (NumaNode node : nodes) {
            if (node.cpus().contains(cpu)) return node.node();
        }
        return Topology.UNKNOWN;
    }

    /** The mask of the process's first thread, which nothing in a JVM ever pins, cut down to the cpuset and what is online. */
    private CpuSet allowed(CpuSet online, @Nullable CpuSet cpuset) {
        CpuSet allowed = online;
        for (String line : files.lines("proc/self/status")) {
            if (line.startsWith(ALLOWED)) allowed = narrowed(allowed, mask(line), "the affinity mask");
        }
        return cpuset == null ? allowed : narrowed(allowed, cpuset, "the cpuset");
    }

    private CpuSet mask(String line) {
        try {
            return CpuSet.parseList(line.substring(ALLOWED.length()));
        } catch (IllegalArgumentException e) {
            files.note("/proc/self/status: " + e.getMessage());
            return CpuSet.EMPTY;
        }
    }

    private CpuSet narrowed(CpuSet allowed, CpuSet limit, String what) {
        CpuSet both = allowed.and(limit);
        if (!both.isEmpty()) return both;
        files.note(what + " (" + limit + ") has no CPU in common with " + allowed + " and is left out of account");
        return allowed;
    }

    /** What the kernel says, else what it was booted with ({@code isolcpus=[flag,...]list}). */
    private CpuSet isolated() {
        CpuSet listed = files.list(CPUS + "/isolated");
        if (listed != null) return listed;
        String arguments = files.content("proc/cmdline");
        if (arguments == null) return CpuSet.EMPTY;
        for (String argument : arguments.split("\\s+", -1)) {
            if (!argument.startsWith(BOOT_ISOLATION)) continue;
            String list = argument.substring(BOOT_ISOLATION.length()).replaceAll("[a-z_]+,", "");
            try {
                return CpuSet.parseList(list);
            } catch (IllegalArgumentException e) {
                files.note("/proc/cmdline: " + e.getMessage());
            }
        }
        return CpuSet.EMPTY;
    }
}
