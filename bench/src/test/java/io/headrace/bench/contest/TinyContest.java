package io.headrace.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.bench.fork.Series;
import io.headrace.bench.fork.Task;
import io.headrace.bench.fork.Trial;
import io.headrace.bench.fork.WrongResultException;
import io.headrace.bench.input.Input;
import io.headrace.bench.report.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** All legs that need no peer, for a moment each, in this JVM. Whoever computes something else than the others throws; so does the last one when it is told so. */
    public static void runOurs(Scenario scenario, Path directory) throws Exception {
        Input input = scenario.maker().write(directory);
        List<Contestant> ours = scenario.contestants().stream()
                .filter(contestant -> !contestant.house().isPeer())
                .toList();
        for (Contestant leg : ours)
            assertThat(trial(scenario, leg, input, input.hash()))
                    .as(leg.label())
                    .containsKey("throughput");
        Series right = input.hash();
        Series wrong = new Series(right.once() + 1, right.each(), right.growth());
        assertThatThrownBy(() -> trial(scenario, ours.get(ours.size() - 1), input, wrong))
                .isInstanceOf(WrongResultException.class);
    }

    private static Map<String, Task.Answer> trial(Scenario scenario, Contestant leg, Input input, Series hash)
            throws Exception {
        List<String> settings = new ArrayList<>(Task.settings(input.file(), leg.threads(), 0, 0.01, scenario.unit()));
        settings.addAll(Task.expected(input.records(), input.count(), hash));
        leg.settings().forEach((name, value) -> settings.add(name + "=" + value));
        return Trial.run(leg.contender(), settings);
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
