package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** While nothing comes, ticks wake one thread instead of two; and whatever comes then is seen as soon as ever. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class IdleTurnsTest {
    private static final int BATCHES = 50;

    @TempDir
    Path directory;

    private StreamingContext context() {
        return StreamingContext.builder("idle")
                .batchInterval(Durations.milliseconds(10))
                .directory(directory)
                .build();
    }

    private long counted(CounterId id) throws IOException {
        return CountersReader.open(directory.resolve("counters")).value(id, 0).orElse(0);
    }

    private long stepsOfTheLog() throws IOException {
        return CountersReader.open(directory.resolve("counters")).readings().stream()
                .filter(reading ->
                        reading.id() == CounterId.ROLE_STEPS && reading.label().equals("log"))
                .mapToLong(CountersReader.Reading::value)
                .findFirst()
                .orElse(0);
    }

    /** Waits for a stretch of batches for which the thread of the log woke up for less than every other one. */
    private void awaitSleepingLog() throws IOException {
        while (true) {
            long before = counted(CounterId.BATCHES_COMPLETED);
            long steps = stepsOfTheLog();
            awaitBatches(before + BATCHES);
            if (stepsOfTheLog() - steps < BATCHES / 2) return;
        }
    }

    private void awaitBatches(long count) throws IOException {
        while (counted(CounterId.BATCHES_COMPLETED) < count) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }

    @Test
    void shouldLetTheLogSleepWhileNothingComesAndWakeItForARecord() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (TextServer server = new TextServer();
                StreamingContext context = context()) {
            context.socketTextStream("localhost", server.port())
                    .foreachRDD(rdd -> rdd.collect().forEach(seen::add));
            context.start();
            try (TextServer.Client client = server.client()) {
                for (String line : new String[] {"one", "two"}) {
                    awaitSleepingLog();
                    client.send(line + "\n");
                    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(line);
                }
                awaitSleepingLog();
            }
            context.stop(true);
        }
        assertThat(seen).isEmpty();
        assertThat(counted(CounterId.RECORDS_PROCESSED)).isEqualTo(2);
    }

    @Test
    void shouldCutBatchesWhileAnOutputHangsOnAnEmptyOne() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TextServer server = new TextServer();
                StreamingContext context = context()) {
            context.socketTextStream("localhost", server.port()).foreachRDD(rdd -> {
                if (!hangs.getAndSet(false)) return;
                inside.countDown();
                assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
            });
            context.start();
            awaitSleepingLog();
            hangs.set(true);
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            long before = counted(CounterId.BATCHES_CUT);
            while (counted(CounterId.BATCHES_CUT) < before + 3) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            long completed = counted(CounterId.BATCHES_COMPLETED);
            goOn.countDown();
            awaitBatches(completed + 3);
            awaitSleepingLog();
            context.stop(true);
        }
    }
}
