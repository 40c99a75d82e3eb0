package io.headrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testng.ITestListener;
import org.testng.ITestResult;
import org.testng.TestNG;

/** Runs the test kit of Reactive Streams, which is written for TestNG, as one test. */
@Timeout(50)
class FlowSubscriberRulesTest {
    /** Those that a subscriber can be seen to keep from outside; the kit skips the others. */
    private static final int RULES_SEEN_FROM_OUTSIDE = 11;

    private final List<String> kept = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    @Test
    void shouldKeepTheRulesOfReactiveStreams() {
        TestNG kit = new TestNG(false); // no reports
        kit.setVerbose(0);
        kit.setTestClasses(new Class<?>[] {FlowSubscriberRules.class});
        kit.addListener(new Collecting());
        kit.run();

        assertThat(broken).isEmpty();
        assertThat(kept).hasSize(RULES_SEEN_FROM_OUTSIDE);
        assertThat(kit.hasFailure()).as("also around the tests").isFalse();
    }

    private final class Collecting implements ITestListener {
        @Override
        public void onTestSuccess(ITestResult rule) {
            kept.add(rule.getName());
        }

        @Override
        public void onTestFailure(ITestResult rule) {
            broken.add(rule.getName() + ": " + rule.getThrowable());
        }
    }
}
