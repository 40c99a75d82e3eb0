package io.headrace.affinity.topology;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the control groups of the process leave it: a set of CPUs, and a quota of CPU time. Version 1, version 2, both mounted
 * side by side, and the cpuset file system that came before them.
 *
 * <p><b>Threading:</b> one thread.
 */
final class CgroupReader {
    private static final String UNIFIED = "";
    private static final long DEFAULT_PERIOD_MICROS = 100_000;

    private final FileTree files;
    private final List<CgroupMount> mounts;
    /** The group of the process by controller; the unified hierarchy has none. */
    private final Map<String, String> groups = new HashMap<>();

    CgroupReader(FileTree files) {
        this.files = files;
        this.mounts = CgroupMount.read(files);
        readGroups();
    }

    /** The CPUs of the innermost group that says something about them; null when none does. */
    @Nullable
    CpuSet cpuset() {
        for (CgroupMount mount : mounts) {
            if (!mount.controls("cpuset")) continue;
            for (String directory : mount.upwards(group(mount, "cpuset"))) {
                CpuSet cpus = cpus(mount.kind(), directory);
                if (cpus != null && !cpus.isEmpty()) return cpus;
            }
        }
        return null;
    }

    /** The tightest quota of the group and its ancestors, in CPUs; empty when there is none. */
    OptionalDouble quota() {
        double tightest = Double.POSITIVE_INFINITY;
        for (CgroupMount mount : mounts) {
            if (!mount.controls("cpu")) continue;
            for (String directory : mount.upwards(group(mount, "cpu"))) {
                tightest = Math.min(tightest, quota(mount.kind(), directory));
            }
        }
        return tightest == Double.POSITIVE_INFINITY ? OptionalDouble.empty() : OptionalDouble.of(tightest);
    }

    private @Nullable CpuSet cpus(CgroupMount.Kind kind, String directory) {
        return switch (kind) {
            case CPUSET -> files.list(directory + "/cpus");
            case V2 -> files.list(directory + "/cpuset.cpus.effective");
            case V1 -> {
                CpuSet effective = files.list(directory + "/cpuset.effective_cpus");
                yield effective == null || effective.isEmpty() ? files.list(directory + "/cpuset.cpus") : effective;
            }
        };
    }

    private double quota(CgroupMount.Kind kind, String directory) {
        return switch (kind) {
            case CPUSET -> Double.POSITIVE_INFINITY;
            case V1 -> {
                OptionalLong quota = files.number(directory + "/cpu.cfs_quota_us");
                OptionalLong period = files.number(directory + "/cpu.cfs_period_us");
                yield cpus(quota.orElse(-1), period.orElse(DEFAULT_PERIOD_MICROS));
            }
            case V2 -> {
                String text = files.content(directory + "/cpu.max");
                yield text == null ? Double.POSITIVE_INFINITY : max(directory, text);
            }
        };
    }

    /** {@code "150000 100000"}, {@code "max 100000"}, or the quota alone. */
    private double max(String directory, String text) {
        String[] fields = text.split("\\s+", -1);
        if (fields[0].equals("max")) return Double.POSITIVE_INFINITY;
        try {
            long period = fields.length < 2 ? DEFAULT_PERIOD_MICROS : Long.parseLong(fields[1]);
            return cpus(Long.parseLong(fields[0]), period);
        } catch (NumberFormatException e) {
            files.note("/" + directory + "/cpu.max holds no quota: '" + text + "'");
            return Double.POSITIVE_INFINITY;
        }
    }

    private static double cpus(long quotaMicros, long periodMicros) {
        boolean limited = quotaMicros > 0 && periodMicros > 0;
        return limited ? (double) quotaMicros / periodMicros : Double.POSITIVE_INFINITY;
    }

    /** Lines of {@code hierarchy:controllers:path}; kernels without control groups tell the cpuset alone. */
    private void readGroups() {
        for (String line : files.lines("proc/self/cgroup")) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3) continue;
            for (String controller : Arrays.asList(fields[1].split(",", -1))) groups.put(controller, fields[2]);
        }
        String cpuset = files.content("proc/self/cpuset");
        if (cpuset != null) {
            groups.putIfAbsent("cpuset", cpuset);
            groups.putIfAbsent(UNIFIED, cpuset);
        }
    }

    private String group(CgroupMount mount, String controller) {
        return groups.getOrDefault(mount.kind() == CgroupMount.Kind.V2 ? UNIFIED : controller, "/");
    }
}
