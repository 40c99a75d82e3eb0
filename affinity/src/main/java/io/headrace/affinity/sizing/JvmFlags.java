package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.CorePlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM flags that go with a plan.
 *
 * <p><b>Threading:</b> stateless.
 */
final class JvmFlags {
    /** What a JVM needs beside its heap and what Headrace allocates: code, threads, the collector's own. */
    static final long OWN_BYTES = 192L << 20;

    private static final long MIB = 1L << 20;
    private static final long HEAP_BYTES = 512 * MIB;
    private static final long LEAST_HEAP_BYTES = 64 * MIB;
    private static final int FEW_CPUS = 2;

    private JvmFlags() {}

    /** Records and state do not live on the heap: what user code makes of them does. */
    static long heapBytes(SizingRequest request) {
        if (request.memoryBytes() == 0) return HEAP_BYTES;
        return Math.max(LEAST_HEAP_BYTES, Math.min(HEAP_BYTES, request.memoryBytes() / 4 / MIB * MIB));
    }

    static List<String> of(CorePlan plan, long heapBytes, long offHeapBytes) {
        List<String> flags = new ArrayList<>();
        flags.add("@headrace.jvmargs");
        flags.add("-Xms" + heapBytes / MIB + "m");
        flags.add("-Xmx" + heapBytes / MIB + "m");
        flags.add("-XX:+AlwaysPreTouch");
        int collecting = plan.topology().quota().isPresent()
                ? 1
                : plan.sharedCpus().isEmpty() ? 1 : plan.sharedCpus().size();
        if (plan.available() <= FEW_CPUS || collecting == 1) {
            flags.add("-XX:+UseSerialGC");
        } else {
            flags.add("-XX:+UseG1GC");
            flags.add("-XX:ParallelGCThreads=" + Math.min(collecting, 8));
            flags.add("-XX:ConcGCThreads=1");
        }
        flags.add("-Dheadrace.memory.limit=" + offHeapBytes);
        return List.copyOf(flags);
    }
}
