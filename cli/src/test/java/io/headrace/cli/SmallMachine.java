package io.headrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A machine tree to read with {@code --root}: four CPUs on two cores, CPU 3 not allowed, 8 GB of memory, a quota of 1.5. */
final class SmallMachine {
    private static final String CPUS = "sys/devices/system/cpu/";

    private SmallMachine() {}

    static void write(Path root) throws IOException {
        file(root, CPUS + "online", "0-3");
        for (int cpu = 0; cpu < 4; cpu++) {
            String topology = CPUS + "cpu" + cpu + "/topology/";
            file(root, topology + "physical_package_id", "0");
            file(root, topology + "core_id", Integer.toString(cpu / 2));
            file(root, topology + "thread_siblings_list", cpu / 2 * 2 + "-" + (cpu / 2 * 2 + 1));
            String cache = CPUS + "cpu" + cpu + "/cache/index0/";
            file(root, cache + "level", "2");
            file(root, cache + "type", "Unified");
            file(root, cache + "size", "1024K");
            file(root, cache + "shared_cpu_list", cpu / 2 * 2 + "-" + (cpu / 2 * 2 + 1));
        }
        file(root, "proc/self/status", "Cpus_allowed_list:\t0-2");
        file(root, "proc/meminfo", "MemTotal:        8000000 kB");
    }

    static void limit(Path root) throws IOException {
        file(root, "proc/self/cgroup", "0::/");
        file(root, "proc/self/mountinfo", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        file(root, "sys/fs/cgroup/cgroup.controllers", "cpu cpuset memory");
        file(root, "sys/fs/cgroup/cpu.max", "150000 100000");
    }

    private static void file(Path root, String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content + "\n");
    }
}
