package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.ContextObserver;
import io.headrace.Durations;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who looks at a program from beside it is told when it begins and when it ends. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ContextObserverTest {
    private final BatchFeed<String> feed = new BatchFeed<>();

    /** Writes down what it is told, and reads the counters as soon as they are there. */
    private static final class Told implements ContextObserver {
        final List<String> calls = new ArrayList<>();
        private @Nullable CountersReader reader;

        @Override
        public void started(Path counters) {
            calls.add("started");
            try {
                reader = CountersReader.open(counters);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stopped() {
            calls.add("stopped");
        }

        long batches() {
            CountersReader counted = reader;
            return counted == null
                    ? -1
                    : counted.value(CounterId.BATCHES_COMPLETED).orElseThrow();
        }
    }

    private StreamTest program() {
        StreamTest test = StreamTest.every(Durations.seconds(1));
        test.collect(test.stream(feed));
        return test;
    }

    @Test
    void shouldBeToldOfTheStartAndTheStopOnce() throws Exception {
        Told early = new Told();
        Told late = new Told();
        StreamTest test = program();
        test.context().addObserver(early);
        assertThat(early.calls).isEmpty();
        feed.batch("a");
        test.advance(1);
        assertThat(early.calls).containsExactly("started");
        test.context().addObserver(late);
        assertThat(late.calls).containsExactly("started");
        assertThat(late.batches()).isEqualTo(1).isEqualTo(early.batches());
        test.context().stop();
        test.close();
        assertThat(early.calls).containsExactly("started", "stopped");
        assertThat(late.calls).containsExactly("started", "stopped");
        Told after = new Told();
        test.context().addObserver(after);
        assertThat(after.calls).isEmpty();
    }

    @Test
    void shouldRunAllTheSameWhenAnObserverFails() throws Exception {
        Told told = new Told();
        try (StreamTest test = program()) {
            test.context().addObserver(new ContextObserver() {
                @Override
                public void started(Path counters) {
                    throw new IllegalStateException("on purpose: the log shows this");
                }

                @Override
                public void stopped() {
                    throw new IllegalStateException("on purpose: the log shows this, too");
                }
            });
            test.context().addObserver(told);
            feed.batch("a");
            test.advance(1);
            assertThat(told.batches()).isEqualTo(1);
        }
        assertThat(told.calls).containsExactly("started", "stopped");
    }

    @Test
    void shouldNotHearOfAProgramThatNeverRan() {
        Told told = new Told();
        try (StreamTest test = program()) {
            test.context().addObserver(told);
        }
        assertThat(told.calls).isEmpty();
    }
}
