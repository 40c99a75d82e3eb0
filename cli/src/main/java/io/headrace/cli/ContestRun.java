package io.headrace.cli;

import io.headrace.bench.Scenarios;
import io.headrace.bench.contest.Contest;
import io.headrace.bench.contest.House;
import io.headrace.bench.contest.Scenario;
import io.headrace.bench.contest.Settings;
import io.headrace.bench.report.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs scenarios of {@code bench}. <b>Threading:</b> the main thread. */
final class ContestRun {
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
            try (InputDirectory inputs = new InputDirectory()) {
                contest.run(scenario, inputs.path());
            }
        }
        if (contest.report().results().isEmpty())
            throw new NonsenseException("--only " + settings.only() + ": neither a scenario of " + name
                    + " nor a leg of one has that in its name");
        return contest.report();
    }
}
