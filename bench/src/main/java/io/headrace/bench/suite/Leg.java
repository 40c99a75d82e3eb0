package io.headrace.bench.suite;

import java.util.Map;

/**
 * One side of a comparison: a benchmark method with its parameters.
 *
 * @param label what the report calls it
 * @param operation the scale of one JMH operation, e.g. bytes in it; throughput is reported times this
 * @param unit what the scaled throughput counts, e.g. {@code bytes/s}
 * @param garbageFree whether the leg must allocate nothing
 */
public record Leg(
        String label,
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        double operation,
        String unit,
        boolean garbageFree) {
    public Leg {
        parameters = Map.copyOf(parameters);
    }

    String pattern() {
        return "^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$";
    }
}
