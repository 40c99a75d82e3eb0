package io.headrace.engine;

import io.headrace.wal.format.BootId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Another run of the operating system, as far as a program can tell: its boot id lies over the kernel's, for this program alone. For what a power
 * cut may leave is damage where the machine was not started anew. Needs root.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param id what the programs are told
 * @param prefix a command that runs another one
 */
record Reboot(BootId id, List<String> prefix) {
    private static final String KERNELS = "/proc/sys/kernel/random/boot_id";

    /** @param file is made */
    static Reboot make(Path file, RandomGenerator random) throws IOException {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        Files.writeString(file, id + "\n");
        String bind = "mount --bind \"$0\" " + KERNELS + " && exec \"$@\"";
        return new Reboot(
                new BootId(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                List.of("unshare", "--mount", "sh", "-c", bind, file.toString()));
    }
}
