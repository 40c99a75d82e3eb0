package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.StopReport;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.StreamingContextState;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Stops from outside, and what a stop says it left. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class StopTest {
    @TempDir
    Path directory;

    private StreamingContextBuilder builder() {
        return StreamingContext.builder("stops")
                .batchInterval(Durations.milliseconds(10))
                .directory(directory.resolve("context"));
    }

    @Test
    void shouldSayThatNothingIsLeft() throws Exception {
        Numbers source = new Numbers();
        AtomicLong seen = new AtomicLong();
        try (StreamingContext context = builder().build()) {
            context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> seen.addAndGet(rdd.count()));
            source.limit.set(10_000);
            context.start();
            assertThat(context.stopReport()).isNull();
            while (source.taken.get() < 10_000)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            context.stop(true);
            StopReport report = context.stopReport();
            assertThat(report).isEqualTo(new StopReport(true, true, true, 0, List.of(), List.of()));
            assertThat(report).hasToString("a graceful stop that left nothing");
        }
        assertThat(seen).hasValue(10_000);
    }

    @Test
    void shouldSayWhatIsLeftWhenTheTimeIsOver() throws Exception {
        Numbers source = new Numbers();
        AtomicLong seen = new AtomicLong();
        CountDownLatch stuck = new CountDownLatch(1);
        try (StreamingContext context =
                builder().set("headrace.stop.timeout", "200ms").build()) {
            context.polledStream("numbers", source, Codecs.LONG).name("numbers").foreachRDD(rdd -> {
                if (!rdd.isEmpty()) stuck.await(); // until the stop interrupts it
            });
            source.limit.set(5_000);
            context.start();
            while (source.taken.get() < 5_000)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            context.stop(true);
            StopReport report = context.stopReport();
            assertThat(report.inTime()).isFalse();
            assertThat(report.isKept()).isTrue();
            assertThat(report.batches()).isPositive();
            assertThat(report.toString())
                    .startsWith("a graceful stop ran out of time, and left ")
                    .endsWith("the log has them, and they come first at the next start");
            assertThat(context.awaitTerminationOrTimeout(0))
                    .as("an output that the stop interrupted has not failed")
                    .isTrue();
        }
        try (StreamingContext context = builder().build()) { // nothing is lost
            Numbers again = new Numbers();
            context.polledStream("numbers", again, Codecs.LONG)
                    .name("numbers")
                    .foreachRDD(rdd -> seen.addAndGet(rdd.count()));
            context.start();
            while (seen.get() < 5_000)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
        }
        assertThat(seen).hasValue(5_000);
    }

    @Test
    void shouldCountWhatNoBatchHas() throws Exception {
        Numbers source = new Numbers();
        try (StreamingContext context = StreamingContext.builder("stops")
                .batchInterval(Durations.seconds(3_600))
                .directory(directory.resolve("context"))
                .set("headrace.block.interval", "1ms")
                .build()) {
            context.polledStream("numbers", source, Codecs.LONG).name("numbers").foreachRDD(rdd -> {});
            source.limit.set(700);
            context.start();
            while (source.taken.get() < 700)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            assertThat(context.awaitTerminationOrTimeout(200)).isFalse(); // a block interval and more
            context.stop(false);
            StopReport report = context.stopReport();
            assertThat(report.graceful()).isFalse();
            assertThat(report.batches()).isZero();
            assertThat(report.inputs()).hasSize(1);
            assertThat(report.inputs().get(0).records()).isEqualTo(700);
            assertThat(report.inputs().get(0).blocks()).isPositive();
            assertThat(report.inputs().get(0).input()).contains("\"numbers\"", "StopTest.java");
        }
    }

    @Test
    void shouldStopWhenAMarkerAppears() throws Exception {
        Path marker = directory.resolve("stop");
        Numbers source = new Numbers();
        AtomicLong seen = new AtomicLong();
        try (StreamingContext context =
                builder().set("headrace.stop.marker", marker.toString()).build()) {
            context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> seen.addAndGet(rdd.count()));
            source.limit.set(Long.MAX_VALUE);
            context.start();
            while (source.taken.get() < 1_000)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            Files.createFile(marker);
            context.awaitTermination();
            assertThat(marker).doesNotExist();
            assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThat(context.stopReport().isComplete()).isTrue();
        }
        assertThat(seen).hasValue(source.taken.get());
    }

    @Test
    void shouldProcessWhatWasReceivedWhenTheProcessIsAskedToEnd() throws Exception {
        Path output = directory.resolve("output");
        ForkedProgram program = ForkedProgram.start(
                StoppedProgram.class, directory.resolve("context").toString(), output.toString());
        program.awaitGrowth(output);
        program.terminate();
        int exit = program.awaitEnd();
        assertThat(exit).as(program.said()).isEqualTo(128 + 15);
        List<String> lines = Files.readAllLines(output);
        assertThat(lines.get(lines.size() - 1)).isEqualTo("a graceful stop that left nothing");
    }

    /** What a thread may still use is not given away: neither its memory nor its directory. */
    @Test
    void shouldStopBesideAnOutputThatLetsNobodyInterruptIt() throws Exception {
        String said = ForkedProgram.run(
                StuckProgram.class, directory.resolve("context").toString());
        assertThat(said)
                .contains("interrupted, and going on", "has not ended within", "StuckProgram.awaitWhateverComes")
                .contains("report: a graceful stop ran out of time, and left ")
                .contains("foreachRDD of #0 at StuckProgram.main", "has had batch 1-1 for ")
                .contains("closed", "second: ", "is in use by process", "this very process")
                .doesNotContain("second: started");
    }
}
