package io.headrace.bench.contest;

import io.headrace.bench.input.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Work that several contestants do on the same input.
 *
 * @param unit what throughput counts, such as {@code words}
 * @param maker writes the input file
 */
public record Scenario(String name, String unit, Maker maker, List<Contestant> contestants, List<Goal> goals) {
    public Scenario {
        contestants = List.copyOf(contestants);
        goals = List.copyOf(goals);
    }

    /** Writes an input file into a directory, and knows what must come out of it. */
    @FunctionalInterface
    public interface Maker {
        Input write(Path directory) throws IOException;
    }
}
