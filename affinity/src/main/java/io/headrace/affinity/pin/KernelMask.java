package io.headrace.affinity.pin;

import io.headrace.affinity.topology.CpuSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The CPUs on which the kernel lets the calling thread run, as the kernel itself tells: not by way of the library that sets them.
 *
 * <p><b>Threading:</b> any platform thread; each reads its own.
 */
public final class KernelMask {
    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private KernelMask() {}

    /** The mask, or null where the kernel does not tell it: on other systems, and on Linux before 3.17. */
    public static @Nullable CpuSet ofCallingThread() {
        try {
            for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(ALLOWED)) return CpuSet.parseList(line.substring(ALLOWED.length()));
            }
            return null;
        } catch (IOException unreadable) {
            return null;
        }
    }
}
