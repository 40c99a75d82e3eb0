package io.headrace.cli;

import io.headrace.bench.contest.Collector;
import io.headrace.bench.contest.House;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code bench} that are about scenarios with peers. */
final class ContestOptions {
    @Option(
            names = "--peers",
            defaultValue = "",
            description = "Of scenarios: which other engines take part, of jet,flink,spark (default: none).")
    private String peers;

    @Option(
            names = "--warm-up",
            description = "Of scenarios: seconds that each leg runs hot in a round (default: as --seconds).")
    private @Nullable Double warmUp;

    @Option(
            names = "--again",
            defaultValue = "2",
            description = "Of scenarios: how often a leg is run again when the machine was disturbed (default:"
                    + " ${DEFAULT-VALUE}).")
    private int again;

    @Option(
            names = "--zgc-java",
            description =
                    "Of scenarios: run each leg under generational ZGC as well, with this java of JDK 25 or newer.")
    private @Nullable Path zgcJava;

    @Option(
            names = "--page",
            description = "Of scenarios: write a page of the figures with its plots into this directory.")
    private @Nullable Path page;

    List<House> peers() {
        try {
            return House.peers(peers);
        } catch (IllegalArgumentException e) {
            throw new NonsenseException("--peers: " + e.getMessage());
        }
    }

    List<Collector> collectors() {
        List<Collector> collectors = new ArrayList<>(List.of(Collector.g1()));
        try {
            if (zgcJava != null) collectors.add(Collector.zgc(zgcJava));
        } catch (IllegalArgumentException e) {
            throw new NonsenseException("--zgc-java: " + e.getMessage());
        }
        return collectors;
    }

    double warmUp(double seconds) {
        double given = warmUp == null ? seconds : warmUp;
        if (!(given >= 0)) throw new NonsenseException("--warm-up " + given + ": not less than 0");
        return given;
    }

    int again() {
        if (again < 0) throw new NonsenseException("--again " + again + ": not less than 0");
        return again;
    }

    @Nullable
    Path page() {
        return page;
    }
}
