package io.headrace.affinity.plan;

import io.headrace.affinity.topology.Cache;
import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The CPUs that a plan may draw on, in the order in which it hands them out.
 *
 * <p>First one CPU of each execution unit (a core, or a pair of cores with a shared front end), by {@link Stratum}; only then
 * the units' other threads. Within a stratum neighbours follow each other: memory node by memory node, the one with most cores
 * first, and there cache by cache. The unit of the lowest ordinary CPU, where interrupts and the system's own threads gather,
 * comes last among its like, and its lowest CPU last of all: what is left over in the end is what the system likes best.
 *
 * <p><b>Threading:</b> immutable.
 */
final class CpuPool {
    /** How good a CPU is for a role that must not wait; from the best to the worst. */
    enum Stratum {
        /** A core that the system leaves alone. */
        ISOLATED,
        /** Such a core of the slower kind. */
        ISOLATED_EFFICIENT,
        /** A core. */
        FAST,
        /** A core of the slower kind. */
        EFFICIENT,
        /** A further thread of a core, or a thread of a core that another context uses. */
        SIBLING;

        boolean isIsolated() {
            return this == ISOLATED || this == ISOLATED_EFFICIENT;
        }
    }

    /** CPUs that are near to each other: those of one memory node that share an outer cache. */
    record Domain(int node, int cache) {
        // Written out, for what a record makes is linked at its first call: milliseconds of each start.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Domain domain && node == domain.node && cache == domain.cache;
        }

        @Override
        public int hashCode() {
            return 31 * node + cache;
        }
    }

    /** A CPU in the order of the pool. */
    record Slot(int cpu, Stratum stratum, Domain domain) {}

    private static final int NO_CACHE = -1;

    private final Topology topology;
    private final CpuSet available;
    private final CpuSet taken;
    /** The available CPUs of each unit. */
    private final Map<Integer, CpuSet> units = new TreeMap<>();

    private final int firstUnit;
    private final int wholeUnits;
    private final List<Slot> slots;

    CpuPool(Topology topology, CpuSet taken) {
        this.topology = topology;
        this.taken = taken;
        this.available = topology.allowed().minus(taken);
        available.stream().forEach(cpu -> units.merge(unit(cpu), CpuSet.of(cpu), CpuSet::or));
        this.firstUnit = firstUnit();
        this.wholeUnits = (int) units.keySet().stream().filter(this::isWhole).count();
        this.slots = order();
    }

    /** Allowed and not taken. */
    CpuSet available() {
        return available;
    }

    /** Execution units of which nobody else uses a thread. */
    int units() {
        return wholeUnits;
    }

    /** All available CPUs in the order in which they are handed out. */
    List<Slot> slots() {
        return slots;
    }

    private int unit(int cpu) {
        return topology.cpu(cpu).unit();
    }

    /** Whether no CPU of the unit is in another context's hands. */
    private boolean isWhole(int unit) {
        return taken.where(cpu -> topology.online().contains(cpu) && unit(cpu) == unit)
                .isEmpty();
    }

    /** The unit of the lowest ordinary CPU; of the lowest one if the system leaves all of them alone. */
    private int firstUnit() {
        if (available.isEmpty()) return Topology.UNKNOWN;
        CpuSet ordinary = available.minus(topology.isolated());
        return unit(ordinary.isEmpty() ? available.first() : ordinary.first());
    }

    private List<Slot> order() {
        List<Slot> primaries = new ArrayList<>();
        Map<Integer, Integer> primaryOf = new HashMap<>();
        units.forEach((unit, cpus) -> {
            if (!isWhole(unit)) return;
            int primary = primary(unit, cpus);
            primaryOf.put(unit, primary);
            primaries.add(new Slot(primary, stratum(primary), domain(primary)));
        });
        Comparator<Slot> byPlace = byPlace(primaries);
        primaries.sort(Comparator.comparing(Slot::stratum)
                .thenComparing(slot -> unit(slot.cpu()) == firstUnit)
                .thenComparing(byPlace));
        List<Slot> ordered = new ArrayList<>(primaries);
        ordered.addAll(siblings(primaryOf, byPlace));
        return List.copyOf(ordered);
    }

    /** The unit's CPU that is handed out first: an isolated one, and of the first unit not the lowest. */
    private int primary(int unit, CpuSet cpus) {
        CpuSet isolated = cpus.and(topology.isolated());
        CpuSet choice = isolated.isEmpty() ? cpus : isolated;
        return unit == firstUnit ? choice.last() : choice.first();
    }

    /** The second threads of all units, then the third ones, and so on; the lowest CPU of the first unit at the very end. */
    private List<Slot> siblings(Map<Integer, Integer> primaryOf, Comparator<Slot> byPlace) {
        record Level(int level, boolean shared, boolean first, boolean last, Slot slot) {}
        List<Level> levels = new ArrayList<>();
        units.forEach((unit, cpus) -> {
            Integer primary = primaryOf.get(unit);
            CpuSet rest = primary == null ? cpus : cpus.minus(CpuSet.of(primary));
            boolean first = unit == firstUnit;
            int level = 0;
            for (int cpu : rest.stream().toArray()) {
                Slot slot = new Slot(cpu, Stratum.SIBLING, domain(cpu));
                levels.add(new Level(level++, primary == null, first, first && cpu == rest.first(), slot));
            }
        });
        return levels.stream()
                .sorted(Comparator.comparing(Level::last)
                        .thenComparing(Level::level)
                        .thenComparing(Level::shared)
                        .thenComparing(level -> topology.cpu(level.slot().cpu()).efficient())
                        .thenComparing(Level::first)
                        .thenComparing(Level::slot, byPlace))
                .map(Level::slot)
                .toList();
    }

    private Stratum stratum(int number) {
        Cpu cpu = topology.cpu(number);
        if (cpu.isolated()) return cpu.efficient() ? Stratum.ISOLATED_EFFICIENT : Stratum.ISOLATED;
        return cpu.efficient() ? Stratum.EFFICIENT : Stratum.FAST;
    }

    private Domain domain(int number) {
        Cpu cpu = topology.cpu(number);
        // Where no memory node is told, the socket is the next best word for "near".
        int node = cpu.node() == Topology.UNKNOWN ? -2 - cpu.packageId() : cpu.node();
        Cache last = topology.lastLevelCache(number);
        return new Domain(
                node,
                last == null || isWithinUnit(last, cpu.unit())
                        ? NO_CACHE
                        : last.cpus().first());
    }

    private boolean isWithinUnit(Cache cache, int unit) {
        return cache.cpus().stream().allMatch(sharer -> unit(sharer) == unit);
    }

    /** Node by node and cache by cache, the largest first; ascending within. */
    private static Comparator<Slot> byPlace(List<Slot> primaries) {
        Map<Integer, Integer> inNode = new HashMap<>();
        Map<Domain, Integer> inDomain = new HashMap<>();
        for (Slot slot : primaries) {
            inNode.merge(slot.domain().node(), 1, Integer::sum);
            inDomain.merge(slot.domain(), 1, Integer::sum);
        }
        return Comparator.<Slot>comparingInt(
                        slot -> -inNode.getOrDefault(slot.domain().node(), 0))
                .thenComparingInt(slot -> slot.domain().node())
                .thenComparingInt(slot -> -inDomain.getOrDefault(slot.domain(), 0))
                .thenComparingInt(slot -> slot.domain().cache())
                .thenComparingInt(Slot::cpu);
    }
}
