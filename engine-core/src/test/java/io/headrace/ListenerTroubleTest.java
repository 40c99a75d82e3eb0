package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenerTroubleTest {
    private static final class Broken implements StreamingListener {}

    private final ListenerTrouble trouble = new ListenerTrouble();

    private String at(long seconds, Throwable thrown) {
        return trouble.words(new Broken(), thrown, TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void shouldSayTheFirstAtOnceAndThoseBehindItTogether() {
        assertThat(at(5, new IllegalStateException("one"))).endsWith("Broken");
        for (int i = 0; i < 1_000; i++)
            assertThat(at(6, new IllegalStateException("again"))).isEmpty();
        assertThat(at(15, new IllegalStateException("late"))).contains("Broken", "1000 times more");
        assertThat(at(16, new IllegalStateException("again"))).isEmpty();
        assertThat(at(40, new IllegalStateException("late"))).contains("1 times more");
        assertThat(at(60, new IllegalStateException("late"))).doesNotContain("more");
    }

    @Test
    void shouldTellKindsApart() {
        assertThat(at(5, new IllegalStateException())).isNotEmpty();
        assertThat(at(5, new StackOverflowError())).isNotEmpty();
        assertThat(trouble.words(new StatsReportListener(), new IllegalStateException(), 5))
                .isNotEmpty();
    }
}
