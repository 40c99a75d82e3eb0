package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.engine.FailingCalls.Call;
import io.headrace.engine.FailingCalls.Fault;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails at a single call. The log stays closed behind a failed sync until the next start; everything else is reported and tried
 * again. Nothing that was promised is lost, and nothing is written wrongly.
 */
@Tag("crash")
@Timeout(value = 2, unit = TimeUnit.HOURS) // for long runs; each step has a deadline
class DiskFaultTest {
    private static final int CATCH_UP_TICKS = 1_000;

    /** Where a failed call leaves the log in a state that nobody knows. */
    private static final Set<CrashPoint> CLOSE_THE_LOG =
            EnumSet.of(CrashPoint.IN_BLOCK, CrashPoint.BEFORE_SYNC, CrashPoint.BEFORE_ROLL);

    private static final int ROUNDS = Integer.getInteger("headrace.test.faults", 1);
    private static final List<Fault> FAULTS = List.of(
            new Fault(Call.WRITE, 3, 0),
            new Fault(Call.PWRITE, 3, 0),
            new Fault(Call.FDATASYNC, 10, FailingCalls.EIO),
            new Fault(Call.FSYNC, 10, FailingCalls.EIO),
            new Fault(Call.WRITE, 50, FailingCalls.EIO),
            new Fault(Call.PWRITE, 10, FailingCalls.EIO),
            new Fault(Call.WRITE, 50, FailingCalls.ENOSPC));

    @TempDir
    Path temporary;

    private CrashRig rig() throws IOException {
        return new CrashRig(temporary, Durability.BATCH, 1, CATCH_UP_TICKS);
    }

    /** How often the errors of the last run say that the disk failed. */
    private static long reported(CrashRig rig, String text) {
        try {
            return ErrorsReader.read(rig.context().resolve("errors")).entries().stream()
                    .filter(entry -> entry.what().contains(text))
                    .mapToLong(ErrorsReader.Entry::count)
                    .sum();
        } catch (IOException e) {
            return 0; // not there yet
        }
    }

    @Test
    void shouldReportAndTryAgainWhereverTheDiskFails() throws Exception {
        List<CrashPoint> points = Arrays.stream(CrashPoint.values())
                .filter(CrashPoint::mayFail)
                .filter(point -> !CLOSE_THE_LOG.contains(point))
                .toList();
        String faults = points.stream().map(point -> point + ":" + time(point)).collect(Collectors.joining(","));
        System.out.println("DiskFaultTest: " + faults);
        try (CrashRig rig = rig()) {
            ForkedProgram program = rig.start("-Dheadrace.fault.point=" + faults);
            rig.await(program, "all of " + faults, () -> reported(rig, CrashPoints.FAULT) == points.size());
            Set<String> files = rig.checkpointFiles();
            String batch = rig.written();
            rig.await(
                    program, "a batch behind the failures", () -> !rig.written().equals(batch));
            rig.await(program, "a checkpoint behind the failures", () -> !files.containsAll(rig.checkpointFiles()));
            program.kill();
            rig.check();
            rig.finish();
        }
    }

    /** The first reservation of a start is its own, for there is no log yet; and a sink that fails four times in one batch is given up. */
    private static int time(CrashPoint point) {
        if (point == CrashPoint.BEFORE_RESERVE) return 2;
        boolean isOfSink = point.ordinal() > CrashPoint.BEFORE_OUTPUT.ordinal()
                && point.ordinal() < CrashPoint.AFTER_OUTPUT.ordinal();
        return isOfSink ? 10 * (point.ordinal() - CrashPoint.BEFORE_OUTPUT.ordinal()) : 1;
    }

    /** One failure after another in the same directory: each start goes on from the failure before. */
    @Test
    void shouldEndWhereNothingElseIsSafeAndGoOnAtTheNextStart() throws Exception {
        try (CrashRig rig = rig()) {
            assertThat(failed(rig, "BEFORE_RESERVE:1"))
                    .as("there is no first roll")
                    .contains(CrashPoints.FAULT);
            closesTheLog(rig, CrashPoint.BEFORE_SYNC, 20);
            closesTheLog(rig, CrashPoint.IN_BLOCK, 1);
            closesTheLog(rig, CrashPoint.BEFORE_ROLL, 1);
            givesUpTheSink(rig, CrashPoint.BEFORE_SINK_COMMIT);
            givesUpTheSink(rig, CrashPoint.BEFORE_SINK_MANIFEST);
            rig.finish();
        }
    }

    /** Until the next start. */
    private static void closesTheLog(CrashRig rig, CrashPoint point, int time) throws Exception {
        assertThat(CLOSE_THE_LOG).contains(point);
        assertThat(failed(rig, point + ":" + time))
                .contains("failed and is closed until it is opened again")
                .contains(CrashPoints.FAULT);
        assertThat(reported(rig, CrashPoints.FAULT)).as("%s", point).isPositive();
        assertThat(rig.check()).as("%s: what the log has", point).isNotNull();
    }

    /** A sink that stays away fails the context; the batch is not lost, and not there twice. */
    private static void givesUpTheSink(CrashRig rig, CrashPoint point) throws Exception {
        assertThat(failed(rig, point + ":30-33")).contains("could not be written, in 4 tries");
        assertThat(rig.check()).as("%s: what the log has", point).isNotNull();
    }

    /** Runs the program until it ends because of that fault; what it said. */
    private static String failed(CrashRig rig, String fault) throws Exception {
        ForkedProgram program = rig.start("-Dheadrace.fault.point=" + fault);
        int code = rig.awaitEnd(program);
        String said = program.said();
        assertThat(code).as("%s: %s", fault, said).isEqualTo(1);
        program.kill();
        return said;
    }

    /**
     * Calls of the C library that fail, or do a part of what they should, at random. What is written through a mapping is no call. They fail
     * from the first batch on, for the JVM and the libraries that it starts with are not what is tried here.
     */
    @Tag("debian")
    @Test
    void shouldLoseNothingWhenCallsFail() throws Exception {
        RandomGenerator random = Seed.random("DiskFaultTest");
        FailingCalls calls = new FailingCalls(temporary);
        int failed = 0;
        try (CrashRig rig = rig()) {
            for (int round = 0; round < ROUNDS; round++)
                for (Fault fault : FAULTS) failed += run(rig, calls, fault, 300 + random.nextInt(700));
            rig.finish();
        }
        assertThat(failed).as("calls that failed").isPositive();
    }

    /** Says how many calls failed. */
    private static int run(CrashRig rig, FailingCalls calls, Fault fault, int millis) throws Exception {
        ForkedProgram program = rig.startBy(calls.prefix());
        String before = rig.written();
        rig.await(program, "a batch", () -> !rig.written().equals(before));
        calls.begin(fault);
        boolean hasEnded = rig.hasEnded(program, millis);
        int failed = calls.end();
        String said = program.said();
        assertThat(program.kill()).as(said).isIn(1, 128 + 9);
        System.out.println(
                "DiskFaultTest: " + fault + ", " + failed + " failed" + (hasEnded ? ", ended by itself" : ""));
        if (fault.error() == 0)
            assertThat(hasEnded)
                    .as("%s: a part that is written is followed by the rest, but it said %s", fault, said)
                    .isFalse();
        rig.check();
        return failed;
    }
}
