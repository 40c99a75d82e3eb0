package io.headrace.bench.contest;

/** The class path of a house's JVMs. <b>Threading:</b> one thread. */
@FunctionalInterface
public interface ClassPaths {
    String of(House house);
}
