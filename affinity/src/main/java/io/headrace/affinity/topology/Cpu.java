package io.headrace.affinity.topology;

/**
 * One logical CPU.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param cpu the kernel's number of it
 * @param core the ordinal of its physical core, counted over the machine; {@link Topology#UNKNOWN} while offline
 * @param unit the ordinal of the execution unit: the CPUs that slow each other down when both are busy. The same as the core,
 *     except on machines whose cores come in pairs with a shared front end
 * @param packageId the socket; {@link Topology#UNKNOWN} while offline
 * @param node the memory node it is near to, or {@link Topology#UNKNOWN}
 * @param siblings the online CPUs of the same core, itself among them; empty while offline
 * @param online whether the kernel runs anything on it
 * @param allowed whether this process may run on it: online, in the affinity mask and in the cpuset
 * @param isolated whether the kernel's scheduler leaves it alone
 * @param capacity how much it computes, on a scale on which the fastest of the machine has {@link #FULL_CAPACITY}
 * @param efficient whether it is one of the slower, thriftier cores of a machine with two kinds
 */
public record Cpu(
        int cpu,
        int core,
        int unit,
        int packageId,
        int node,
        CpuSet siblings,
        boolean online,
        boolean allowed,
        boolean isolated,
        int capacity,
        boolean efficient) {
    public static final int FULL_CAPACITY = 1024;
}
