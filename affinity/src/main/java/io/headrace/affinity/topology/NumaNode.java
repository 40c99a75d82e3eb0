package io.headrace.affinity.topology;

/**
 * One memory node and the present CPUs near to it; a node of memory only has none.
 *
 * <p><b>Threading:</b> immutable.
 */
public record NumaNode(int node, CpuSet cpus) {}
