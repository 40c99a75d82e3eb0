package io.headrace.memory.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Rows by key of which most keys are rare, and one has many rows: what groups, joins and sorts are tried with.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class SkewedKeys {
    /** One row in so many has the key that is frequent. */
    private static final int OFTEN = 20;

    private static final int NUMBERS = 1_000;

    private SkewedKeys() {}

    /** Makes a row. */
    @FunctionalInterface
    public interface Maker<T> {
        T of(String key, int number);
    }

    /** So many rows in so many parts of the same length. */
    public static <T> List<List<T>> parts(RandomGenerator random, int parts, int rows, Maker<T> maker) {
        List<List<T>> made = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            List<T> part = new ArrayList<>();
            for (int n = 0; n < rows / parts; n++) {
                String key = random.nextInt(OFTEN) == 0 ? "often" : "key " + random.nextInt(rows);
                part.add(maker.of(key, random.nextInt(NUMBERS)));
            }
            made.add(part);
        }
        return made;
    }
}
