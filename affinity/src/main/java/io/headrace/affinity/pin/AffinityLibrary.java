package io.headrace.affinity.pin;

import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Machine;
import net.openhft.affinity.Affinity;
import org.jspecify.annotations.Nullable;

/**
 * The one place that calls the affinity library. Of it we use the system call alone: its own idea of the machine knows neither
 * cpusets nor quotas.
 *
 * <p><b>Threading:</b> any thread; each sets its own mask.
 */
final class AffinityLibrary {
    /** The library's mask has room for CPUs 0 to 1023. */
    static final int CPUS = 1024;

    private static final @Nullable String OBSTACLE = obstacle();

    private AffinityLibrary() {}

    /** Why no thread can be pinned here, or null if threads can. */
    static @Nullable String whyNot() {
        return OBSTACLE;
    }

    /**
     * Sets the mask of the calling thread.
     *
     * @return why it failed, or null when the system call went well
     */
    static @Nullable String set(CpuSet cpus) {
        try {
            Affinity.setAffinity(cpus.toBitSet());
            return null;
        } catch (RuntimeException | LinkageError e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static @Nullable String obstacle() {
        // The JVM's processors are counted with the mask of the thread that asks: ask before the first pin.
        int processors = Machine.processors();
        if (!Machine.isLinux()) {
            return "threads are pinned on Linux only, and this is " + System.getProperty("os.name") + " with "
                    + processors + " processors";
        }
        try {
            if (!Affinity.isJNAAvailable())
                return "JNA is not on the class path; add net.java.dev.jna:jna 5.5 or later";
            String implementation = Affinity.getAffinityImpl().getClass().getSimpleName();
            if (implementation.startsWith("Linux")) return null;
            return "the native part of JNA cannot be loaded (the affinity library fell back to " + implementation
                    + "); is java.io.tmpdir mounted noexec? Set -Djna.tmpdir to a directory that is not";
        } catch (LinkageError e) {
            return "the affinity library cannot be loaded: " + e;
        }
    }
}
