package io.headrace.bench.contest;

import java.util.List;

/**
 * How a contest is run.
 *
 * @param rounds how often each leg is forked
 * @param warmUp seconds that each fork runs hot
 * @param seconds seconds that each fork is measured, whole passes over the input
 * @param again how often a block is made again that steal or the canary spoiled, before it is kept as noisy
 * @param only only legs whose label contains this
 * @param peers which other engines take part
 * @param collectors under which garbage collectors the legs run
 */
public record Settings(
        int rounds,
        double warmUp,
        double seconds,
        int again,
        String only,
        List<House> peers,
        List<Collector> collectors) {
    public Settings {
        peers = List.copyOf(peers);
        collectors = List.copyOf(collectors);
    }
}
