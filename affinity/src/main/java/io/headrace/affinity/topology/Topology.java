package io.headrace.affinity.topology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A machine as one process sees it.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Topology {
    /** An ordinal that the machine does not tell. */
    public static final int UNKNOWN = -1;

    private static final Path LIVE_ROOT = Path.of("/");
    private static final AtomicReference<@Nullable Hardware> LIVE_HARDWARE = new AtomicReference<>();

    /** Where the facts come from. */
    public enum Source {
        /** {@code /sys/devices/system/cpu}: everything is known. */
        SYSFS("the kernel's /sys and /proc"),
        /** {@code /proc/cpuinfo} alone: online CPUs, on some machines their cores and sockets; no caches. */
        CPUINFO("/proc/cpuinfo alone: caches and memory nodes are not known"),
        /** The JVM's count: so many CPUs, nothing about them, and no pinning. */
        PROCESSORS("the JVM's count of processors: cores, caches and memory nodes are not known");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** In words, for an operator. */
        public String text() {
            return text;
        }
    }

    /**
     * How many there are of what.
     *
     * @param cpus present, online or not
     * @param cores physical cores with a CPU online
     * @param packages sockets with a CPU online
     * @param nodes memory nodes, those without CPUs among them
     */
    public record Counts(int cpus, int online, int cores, int packages, int nodes) {}

    private final Source source;
    private final List<Cpu> cpus;
    private final Map<Integer, Cpu> byNumber = new HashMap<>();
    private final List<Cache> caches;
    private final List<NumaNode> nodes;
    private final OptionalDouble quota;
    private final List<String> notes;
    private final CpuSet online;
    private final CpuSet allowed;
    private final CpuSet isolated;
    private final Counts counts;

    /**
     * A machine made of its parts. {@link #live()} and {@link #read} make those of real machines.
     *
     * @param cpus ascending by number; at least one is allowed
     * @param quota CPUs' worth of time that the process may use, if limited
     * @param notes what was assumed, in sentences
     */
    public Topology(
            Source source,
            List<Cpu> cpus,
            List<Cache> caches,
            List<NumaNode> nodes,
            OptionalDouble quota,
            List<String> notes) {
        this.source = source;
        this.cpus = List.copyOf(cpus);
        this.caches = List.copyOf(caches);
        this.nodes = List.copyOf(nodes);
        this.quota = quota;
        this.notes = List.copyOf(notes);
        Set<Integer> cores = new HashSet<>();
        Set<Integer> packages = new HashSet<>();
        for (Cpu cpu : cpus) {
            if (byNumber.put(cpu.cpu(), cpu) != null) throw new IllegalArgumentException("CPU " + cpu.cpu() + " twice");
            if (!cpu.online()) continue;
            cores.add(cpu.core());
            packages.add(cpu.packageId());
        }
        online = CpuSet.of(cpus.stream().filter(Cpu::online).mapToInt(Cpu::cpu).toArray());
        allowed =
                CpuSet.of(cpus.stream().filter(Cpu::allowed).mapToInt(Cpu::cpu).toArray());
        isolated =
                CpuSet.of(cpus.stream().filter(Cpu::isolated).mapToInt(Cpu::cpu).toArray());
        if (allowed.isEmpty()) throw new IllegalArgumentException("a machine of which no CPU may be used: " + cpus);
        if (!online.containsAll(allowed))
            throw new IllegalArgumentException("allowed but offline: " + allowed.minus(online));
        counts = new Counts(cpus.size(), online.size(), cores.size(), packages.size(), nodes.size());
    }

    /** The machine on which this JVM runs, as far as it can be seen. */
    public static Topology live() {
        if (!Machine.isLinux()) return processors(Machine.processors(), "this is not Linux: nothing else can be read");
        try {
            return readLive();
        } catch (TopologyException e) {
            return processors(Machine.processors(), e.getMessage() == null ? "unreadable" : e.getMessage());
        }
    }

    /** Dozens of files tell of caches and cores: they are read again only when other CPUs are there. */
    private static Topology readLive() {
        TopologyReader reader = new TopologyReader(LIVE_ROOT);
        Hardware known = LIVE_HARDWARE.get();
        if (known == null || !reader.isStill(known)) {
            known = reader.hardware();
            LIVE_HARDWARE.set(known);
        }
        return reader.assemble(known);
    }

    /**
     * The machine whose {@code sys} and {@code proc} lie under a directory: {@code /}, or a copy of another machine's.
     *
     * @throws TopologyException when there is no such directory, or no CPU can be found under it
     */
    public static Topology read(Path root) {
        return new TopologyReader(root).read();
    }

    /** A machine of which nothing is known but a number of CPUs: each is taken for a core, none can be pinned to. */
    public static Topology processors(int count, String why) {
        CpuSet all = CpuSet.firstOf(count);
        List<Cpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < count; cpu++) {
            cpus.add(new Cpu(cpu, cpu, cpu, 0, 0, CpuSet.of(cpu), true, true, false, Cpu.FULL_CAPACITY, false));
        }
        List<NumaNode> nodes = List.of(new NumaNode(0, all));
        return new Topology(Source.PROCESSORS, cpus, List.of(), nodes, OptionalDouble.empty(), List.of(why));
    }

    /** Where this was read from. */
    public Source source() {
        return source;
    }

    /** Whether CPU numbers mean something to the kernel, so that a thread can be pinned to them. */
    public boolean isPinnable() {
        return source != Source.PROCESSORS;
    }

    /** All CPUs present, ascending by number. */
    public List<Cpu> cpus() {
        return cpus;
    }

    /** The CPU of that number. */
    public Cpu cpu(int number) {
        Cpu cpu = byNumber.get(number);
        if (cpu == null) throw new IllegalArgumentException("this machine has no CPU " + number);
        return cpu;
    }

    /** The online CPUs' caches by level, type and lowest CPU. */
    public List<Cache> caches() {
        return caches;
    }

    /** The memory nodes, ascending; one that holds everything where the machine tells of none. */
    public List<NumaNode> nodes() {
        return nodes;
    }

    /** How many there are of what. */
    public Counts counts() {
        return counts;
    }

    public CpuSet online() {
        return online;
    }

    /** The online CPUs that the process may run on: its affinity mask and its cpuset. */
    public CpuSet allowed() {
        return allowed;
    }

    /** The CPUs that the kernel's scheduler leaves alone, allowed or not. */
    public CpuSet isolated() {
        return isolated;
    }

    /** The CPUs' worth of time that the process may use in each period: the tightest limit that holds for it. */
    public OptionalDouble quota() {
        return quota;
    }

    /** CPUs that can be kept busy at once: the allowed ones, or the quota rounded up where that is less; at least 1. */
    public int usable() {
        double limit = Math.max(1, Math.ceil(quota.orElse(Double.POSITIVE_INFINITY)));
        return (int) Math.min(allowed.size(), limit);
    }

    /** What was assumed or left out of account while reading, in sentences. */
    public List<String> notes() {
        return notes;
    }

    /** The outermost data or unified cache of a CPU, or null when none is known. */
    public @Nullable Cache lastLevelCache(int cpu) {
        Cache last = null;
        for (Cache cache : caches) {
            if (cache.type() == Cache.Type.INSTRUCTION || !cache.cpus().contains(cpu)) continue;
            if (last == null || cache.level() > last.level()) last = cache;
        }
        return last;
    }

    /** One line for a log. */
    @Override
    public String toString() {
        return counts.cpus() + " CPUs (" + counts.online() + " online, " + allowed.size() + " allowed: " + allowed
                + "), "
                + counts.cores() + " cores, " + counts.packages() + " packages, " + counts.nodes() + " nodes, quota "
                + (quota.isPresent() ? quota.getAsDouble() + " CPUs" : "none") + ", from " + source.text();
    }
}
