package io.headrace.affinity.topology;

import java.util.List;

/**
 * What of a machine stays as it is as long as the same CPUs are present and online.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param notes what was assumed while it was read, in sentences
 */
record Hardware(
        CpuSet present,
        CpuSet online,
        Topology.Source source,
        CoreLayout cores,
        List<Cache> caches,
        List<NumaNode> nodes,
        Capacities capacities,
        List<String> notes) {}
