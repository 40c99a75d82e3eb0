package io.headrace.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group that gives its processes a part of the CPU time, of version 1 or 2, whichever has the controller here.
 *
 * <p><b>Threading:</b> one thread; {@link #close} when no process is in it any more.
 */
final class CpuQuota implements AutoCloseable {
    private static final int PERIOD_MICROS = 100_000;

    private final Path mount;
    private final boolean isMounted;
    private final Path group;

    private CpuQuota(Path mount, boolean isMounted, Path group) {
        this.mount = mount;
        this.isMounted = isMounted;
        this.group = group;
    }

    /** @param scratch where the hierarchy is mounted that is mounted nowhere */
    static CpuQuota of(double cpus, Path scratch) throws IOException {
        Path unified = Path.of("/sys/fs/cgroup");
        Path delegated = unified.resolve("cgroup.subtree_control");
        Path mount = Path.of("/sys/fs/cgroup/cpu");
        boolean isMounted = false;
        if (Files.exists(delegated) && Files.readString(delegated).contains("cpu")) {
            mount = unified;
        } else if (!Files.exists(mount.resolve("cgroup.procs"))) {
            mount = Files.createDirectories(scratch.resolve("cpu"));
            run("mount", "-t", "cgroup", "-o", "cpu", "cgroup", mount.toString());
            isMounted = true;
        }
        Path group = mount.resolve("headrace-quota-" + ProcessHandle.current().pid());
        CpuQuota quota = new CpuQuota(mount, isMounted, Files.createDirectory(group));
        quota.limit((int) (cpus * PERIOD_MICROS));
        return quota;
    }

    private void limit(int micros) throws IOException {
        if (Files.exists(group.resolve("cpu.max"))) {
            Files.writeString(group.resolve("cpu.max"), micros + " " + PERIOD_MICROS);
            return;
        }
        Files.writeString(group.resolve("cpu.cfs_period_us"), String.valueOf(PERIOD_MICROS));
        Files.writeString(group.resolve("cpu.cfs_quota_us"), String.valueOf(micros));
    }

    /** The beginning of a command: a shell that enters the group, and becomes what follows. */
    List<String> prefix() {
        return List.of("sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.onExit().join().exitValue() != 0) throw new IOException(String.join(" ", command) + " failed");
    }

    @Override
    public void close() throws IOException {
        Files.delete(group);
        if (isMounted) run("umount", mount.toString());
    }
}
