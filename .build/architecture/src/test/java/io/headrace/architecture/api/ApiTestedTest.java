package io.headrace.architecture.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.architecture.api.ApiMembers.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What users can call is called by tests, and what they can implement is implemented by tests: that is read from the compiled tests. And
 * it has run: that is read from what JaCoCo has recorded while the floors before this one were tested.
 */
class ApiTestedTest {
    private static final int LEAST_PERCENT = 95;

    private static final List<String> API_FLOORS = List.of("engine-core", "testkit");
    private static final List<String> TESTING_FLOORS =
            List.of("engine-core", "testkit", "console", "metrics", "examples", "cli", "bench", "connectors/jdbc");
    private static final List<String> PACKAGES = List.of(
            "io/headrace",
            "io/headrace/function",
            "io/headrace/receiver",
            "io/headrace/source",
            "io/headrace/sink",
            "io/headrace/file",
            "io/headrace/testkit");

    /** Public because the engine lives in packages of its own; no program of a user names them. */
    private static final Set<String> ENGINE_SIDE = Set.of(
            "io.headrace.Backend",
            "io.headrace.Backends",
            "io.headrace.Engine",
            "io.headrace.EngineListener",
            "io.headrace.TaskUpdates",
            "io.headrace.receiver.ReceiverPort",
            "io.headrace.ReplayRequest",
            // What an engine shows to a console, and how a console is found.
            "io.headrace.BatchProfile",
            "io.headrace.Console",
            "io.headrace.ConsoleProvider",
            "io.headrace.Inspection",
            "io.headrace.StageInfo",
            // The context's methods make these.
            "io.headrace.file.OutputDirectory",
            "io.headrace.file.OutputDirectory$Body",
            "io.headrace.source.FileFormat$Fixed",
            "io.headrace.source.FileFormat$Lines",
            "io.headrace.source.FileFormat$Objects",
            "io.headrace.source.FileRecords",
            "io.headrace.source.RateSource",
            "io.headrace.source.SocketFrames",
            "io.headrace.source.SocketLines",
            "io.headrace.source.SocketObjects");

    private static final Path ROOT = Path.of(System.getProperty("headrace.root"));

    private final List<Path> apiClasses = existing(API_FLOORS, "target/classes");
    private final List<Member> members = ApiMembers.of(apiClasses, PACKAGES, ENGINE_SIDE);

    private static List<Path> existing(List<String> floors, String place) {
        return floors.stream()
                .map(floor -> ROOT.resolve(floor).resolve(place))
                .filter(Files::exists)
                .toList();
    }

    @Test
    void shouldUseNearlyEveryMemberOfTheApiInTests() {
        TestUse use = new TestUse(existing(TESTING_FLOORS, "target/test-classes"));
        List<Member> unused =
                members.stream().filter(member -> !use.uses(member)).toList();
        check(unused, "used by no test");
    }

    @Test
    void shouldRunNearlyEveryMemberOfTheApiInTests() {
        List<Path> recordings = existing(TESTING_FLOORS, "target/jacoco.exec");
        Assumptions.assumeTrue(
                recordings.size() >= API_FLOORS.size(), "JaCoCo recorded nothing: run mvn verify as a whole");
        Executed executed = new Executed(recordings, apiClasses);
        assertThat(executed.isEmpty())
                .as("recordings of other class files: build and test in one run")
                .isFalse();
        check(members.stream().filter(executed::hasMissed).toList(), "run by no test");
    }

    private void check(List<Member> missing, String what) {
        assertThat(members).as("members of the API").hasSizeGreaterThan(500);
        int percent = 100 * (members.size() - missing.size()) / members.size();
        System.out.println("of " + members.size() + " members of the API, " + missing.size() + " are " + what + ":");
        missing.forEach(member -> System.out.println("  " + member));
        assertThat(percent)
                .as("%% of the API's members; those that are %s: %s", what, missing)
                .isGreaterThanOrEqualTo(LEAST_PERCENT);
    }
}
