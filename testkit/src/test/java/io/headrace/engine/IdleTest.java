package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ticks on which nothing runs have no batch, unless somebody looks; what the others give is the same. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IdleTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final int TICKS = 40;
    private static final int SLIDE = 4;

    @TempDir
    Path directory;

    /** What a run gave, and how many batches it had. */
    private static final class Run {
        final List<String> outputs = new ArrayList<>();
        final CountDownLatch last = new CountDownLatch(1);
        final AtomicLong batches = new AtomicLong();
    }

    /** On the ticks of {@code data} there is a batch, on the others none. */
    private static Run run(boolean isWatched, @Nullable Path directory, Integer... data) throws Exception {
        Run run = new Run();
        ManualClock clock = new ManualClock();
        BatchFeed<Integer> feed = new BatchFeed<>();
        for (int tick = 1; tick <= TICKS; tick++) {
            if (Arrays.asList(data).contains(tick)) feed.batch(tick, -tick);
            else feed.nothing();
        }
        StreamingContextBuilder builder =
                StreamingContext.builder("idle").batchInterval(SECOND).clock(clock);
        if (directory != null) builder.directory(directory);
        try (StreamingContext context = builder.build()) {
            if (isWatched)
                context.addBatchTimes((time, records, scheduling, processing) -> run.batches.incrementAndGet());
            DStream<Integer> numbers = context.batchStream(feed);
            numbers.map(x -> 2 * x).foreachRDD((rdd, time) -> run.outputs.add(time + " " + rdd.collect()));
            numbers.window(SECOND.multipliedBy(6), SECOND.multipliedBy(SLIDE)).foreachRDD((rdd, time) -> {
                run.outputs.add(time + " window " + rdd.collect());
                if (time.milliseconds() == TICKS * 1000L) run.last.countDown();
            });
            context.start();
            clock.advance(SECOND.multipliedBy(TICKS));
            assertThat(run.last.await(30, TimeUnit.SECONDS)).isTrue();
        }
        return run;
    }

    @Test
    void shouldGiveTheSameWithAndWithoutIdleBatches() throws Exception {
        Integer[] data = {3, 4, 9, 22, 23, 39};
        Run all = run(true, null, data);
        assertThat(all.batches.get()).isEqualTo(TICKS);
        assertThat(all.outputs).hasSize(data.length + TICKS / SLIDE);
        assertThat(run(false, null, data).outputs).isEqualTo(all.outputs);
        assertThat(run(false, directory, data).outputs).isEqualTo(all.outputs);
    }
}
