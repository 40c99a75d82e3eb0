package io.headrace.bench.contest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A leg of a scenario: a contender with its settings, forked into a JVM of its own.
 *
 * @param label what the report calls it
 * @param contender the name of its class, a {@link io.headrace.bench.fork.Contender}
 * @param threads how many of its threads may compute at once
 * @param flags of its JVM instead of those that say collector and heap; empty: those of the contest
 */
public record Contestant(
        House house, String label, String contender, int threads, Map<String, String> settings, List<String> flags) {
    public Contestant {
        settings = Map.copyOf(settings);
        flags = List.copyOf(flags);
    }

    /** One with the heap of the contest. */
    public Contestant(House house, String label, String contender, int threads, Map<String, String> settings) {
        this(house, label, contender, threads, settings, List.of());
    }

    /** One of ours. */
    public static Contestant ours(String label, Class<?> contender, int threads) {
        return new Contestant(House.OURS, label, contender.getName(), threads, Map.of());
    }

    /** One of another engine, whose class is not on this class path. */
    public static Contestant peer(House house, String label, String contender, int threads) {
        return new Contestant(
                house, label, "io.headrace.bench.peers." + house.module() + "." + contender, threads, Map.of());
    }

    /** The same with a setting more. */
    public Contestant with(String name, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(name, value);
        return new Contestant(house, label, contender, threads, more, flags);
    }

    /** The same with a heap and a collector of its own. */
    public Contestant withFlags(String... own) {
        return new Contestant(house, label, contender, threads, settings, List.of(own));
    }

    Contestant labelled(String other) {
        return new Contestant(house, other, contender, threads, settings, flags);
    }
}
