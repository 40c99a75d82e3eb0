package io.headrace.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.bench.report.Report;
import io.headrace.bench.report.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A contest of one short round in small JVMs, with the class path of the tests. */
public final class TinyContest {
    private TinyContest() {}

    /** The legs of these labels, each measured for so long. */
    public static Report run(
            List<Scenario> scenarios, Set<String> labels, double warmUp, double seconds, Path directory)
            throws Exception {
        Contest contest = contest(warmUp, seconds);
        for (Scenario scenario : scenarios) contest.run(only(labels, scenario), directory);
        return contest.report();
    }

    /** All legs that need no peer, for a moment each. Whoever computes something else than the others throws. */
    public static void runOurs(Scenario scenario, Path directory) throws Exception {
        Contest contest = contest(0, 0.01);
        contest.run(scenario, directory);
        List<String> ours = scenario.contestants().stream()
                .filter(contestant -> !contestant.house().isPeer())
                .map(Contestant::label)
                .toList();
        assertThat(contest.report().results().stream()
                        .filter(result -> result.metric().equals("throughput"))
                        .map(Result::leg))
                .containsExactlyElementsOf(ours);
    }

    private static Scenario only(Set<String> labels, Scenario scenario) {
        List<Contestant> legs = scenario.contestants().stream()
                .filter(leg -> labels.contains(leg.label()))
                .toList();
        return new Scenario(scenario.name(), scenario.unit(), scenario.maker(), legs, scenario.goals());
    }

    static Contest contest(double warmUp, double seconds) {
        Collector small = new Collector(
                "",
                Path.of(System.getProperty("java.home"), "bin", "java"),
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        Settings settings = new Settings(1, warmUp, seconds, 0, "", List.of(), List.of(small));
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path arguments = Path.of(System.getProperty("headrace.root"), "headrace.jvmargs");
        return new Contest(settings, house -> tests, arguments, line -> {});
    }
}
