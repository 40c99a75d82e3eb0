package io.headrace.affinity.sizing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory a machine has for one process: what is installed, or what the process's control groups allow if that is less.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class MachineMemory {
    private static final Path GROUPS = Path.of("sys/fs/cgroup");
    private static final String UNIFIED = "0::";
    private static final String V1 = ":memory:";

    private MachineMemory() {}

    /** The bytes, if the tree under the directory tells: {@code /}, or a copy of another machine's. */
    public static OptionalLong read(Path root) {
        long installed = installed(root);
        if (installed == Long.MAX_VALUE) return OptionalLong.empty();
        return OptionalLong.of(Math.min(installed, allowed(root)));
    }

    private static long installed(Path root) {
        return lines(root.resolve("proc/meminfo"))
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> number(line.replaceAll("[^0-9]+", " ").strip()))
                .map(kilobytes -> kilobytes > Long.MAX_VALUE >> 10 ? Long.MAX_VALUE : kilobytes << 10)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The least that any group from the process's own up to the topmost one allows. */
    private static long allowed(Path root) {
        return lines(root.resolve("proc/self/cgroup"))
                .mapToLong(line -> {
                    if (line.startsWith(UNIFIED))
                        return least(root.resolve(GROUPS), line.substring(UNIFIED.length()), "memory.max");
                    int at = line.indexOf(V1);
                    if (at < 0) return Long.MAX_VALUE;
                    String path = line.substring(at + V1.length());
                    return least(root.resolve(GROUPS).resolve("memory"), path, "memory.limit_in_bytes");
                })
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long least(Path top, String path, String file) {
        long least = limit(top.resolve(file));
        Path group = top;
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals("..")) continue;
            group = group.resolve(name);
            least = Math.min(least, limit(group.resolve(file)));
        }
        return least;
    }

    private static long limit(Path file) {
        return lines(file).mapToLong(MachineMemory::number).findFirst().orElse(Long.MAX_VALUE);
    }

    /** A missing file and one that cannot be read say the same: nothing is known from here. */
    private static Stream<String> lines(Path file) {
        if (!Files.isRegularFile(file)) return Stream.empty();
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).lines();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** {@code max}, and whatever else is no number, is no limit. */
    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
