package io.headrace.cli;

import io.headrace.bench.Scenarios;
import io.headrace.bench.contest.Contest;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.contest.Settings;
import io.headrace.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs scenarios of {@code bench}. <b>Threading:</b> the main thread. */
final class ContestRun {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Settings settings;
    private final Path home;
    private final Consumer<String> progress;

    ContestRun(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        String given = System.getProperty("headrace.home");
        if (given == null) throw new NonsenseException("scenarios are run by ./headrace, which says where it is");
        home = Path.of(given);
    }

    Report run(String name) throws Exception {
        PeerClassPaths classPaths = new PeerClassPaths(home, progress);
        List<Scenario> scenarios;
        try {
            scenarios = Scenarios.of(name, classPaths);
        } catch (IllegalArgumentException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()));
        }
        List<House> houses = new ArrayList<>(settings.peers());
        houses.addAll(Scenarios.makers(name));
        classPaths.prepare(houses);
        Contest contest = new Contest(settings, classPaths, home.resolve("headrace.jvmargs"), progress);
        for (Scenario scenario : scenarios) {
            Path directory = directory();
            try {
                contest.run(scenario, directory);
            } finally {
                delete(directory);
            }
        }
        return contest.report();
    }

    /** Inputs lie in memory where there is a file system in it, so that reading them is no part of a figure. */
    private static Path directory() throws IOException {
        return Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "headrace-bench")
                : Files.createTempDirectory("headrace-bench");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
