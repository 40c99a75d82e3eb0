package io.headrace.bench.contest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A garbage collector and the JVM that it is used on.
 *
 * @param suffix behind the labels of legs that run with it; empty for the usual one
 */
public record Collector(String suffix, Path java, List<String> flags) {
    private static final List<String> HEAP = List.of("-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch");

    public Collector {
        flags = List.copyOf(flags);
    }

    /** G1 on this JVM. */
    public static Collector g1() {
        return new Collector("", Path.of(System.getProperty("java.home"), "bin", "java"), with("-XX:+UseG1GC"));
    }

    /** Generational ZGC; the JVM must be of JDK 25 or newer, where it is the only form. */
    public static Collector zgc(Path java) {
        if (!Files.isExecutable(java))
            throw new IllegalArgumentException(
                    "there is no JVM for ZGC at " + java + ": name a java of JDK 25 or newer");
        return new Collector(", ZGC", java, with("-XX:+UseZGC"));
    }

    private static List<String> with(String collector) {
        return Stream.concat(HEAP.stream(), Stream.of(collector)).toList();
    }
}
