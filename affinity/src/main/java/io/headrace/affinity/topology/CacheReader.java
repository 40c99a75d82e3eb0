package io.headrace.affinity.topology;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the caches of the online CPUs. Each CPU lists its own; the same cache seen from several CPUs counts once.
 *
 * <p><b>Threading:</b> one thread.
 */
final class CacheReader {
    private static final long KIB = 1024;

    private CacheReader() {}

    static List<Cache> read(FileTree files, CpuSet online) {
        Set<Cache> caches = new LinkedHashSet<>();
        online.stream().forEach(cpu -> {
            String directory = TopologyReader.CPUS + "/cpu" + cpu + "/cache";
            files.numbered(directory, "index").stream().forEach(index -> {
                Cache cache = cache(files, directory + "/index" + index + "/", cpu, online);
                if (cache != null) caches.add(cache);
            });
        });
        return caches.stream()
                .sorted(Comparator.comparingInt(Cache::level)
                        .thenComparing(Cache::type)
                        .thenComparingInt(cache -> cache.cpus().first()))
                .toList();
    }

    private static @Nullable Cache cache(FileTree files, String path, int cpu, CpuSet online) {
        int level = files.ordinal(path + "level").orElse(0);
        Cache.Type type = type(files.content(path + "type"));
        if (level == 0 || type == null) return null;
        CpuSet sharing = files.listOrMask(path + "shared_cpu_list", path + "shared_cpu_map");
        CpuSet cpus = sharing == null ? CpuSet.of(cpu) : sharing.and(online).or(CpuSet.of(cpu));
        return new Cache(level, type, bytes(files, path + "size"), cpus);
    }

    private static Cache.@Nullable Type type(@Nullable String word) {
        if (word == null) return null;
        return switch (word) {
            case "Data" -> Cache.Type.DATA;
            case "Instruction" -> Cache.Type.INSTRUCTION;
            case "Unified" -> Cache.Type.UNIFIED;
            default -> null;
        };
    }

    private static long bytes(FileTree files, String path) {
        String size = files.content(path);
        if (size == null) return 0;
        long unit =
                size.endsWith("K") ? KIB : size.endsWith("M") ? KIB * KIB : size.endsWith("G") ? KIB * KIB * KIB : 1;
        String digits = unit == 1 ? size : size.substring(0, size.length() - 1);
        if (!digits.matches("[0-9]{1,9}")) {
            files.note("/" + path + " holds no size: '" + size + "'");
            return 0;
        }
        return Long.parseLong(digits) * unit;
    }
}
