package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import io.headrace.sink.FileSink;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that are written exactly once from explicit batches by an engine that dies: at random instants, while it recovers, and where the
 * outcome of a batch is decided. What they hold is what they hold when nothing dies.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SinkKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 2);
    private static final long ENDLESS = 1_000_000;
    /** Between these the outcome of a batch is decided; all places of all kinds are for {@link CrashPointsTest}. */
    private static final List<CrashPoint> POINTS = List.of(
            CrashPoint.BEFORE_ALLOC,
            CrashPoint.AFTER_ALLOC,
            CrashPoint.AFTER_DELTA,
            CrashPoint.BEFORE_COMMIT,
            CrashPoint.AFTER_COMMIT,
            CrashPoint.BEFORE_SINK_COMMIT,
            CrashPoint.AFTER_SINK_MANIFEST,
            CrashPoint.AFTER_SINK_RENAME);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"PROCESS,1", "PROCESS,3"})
    void shouldWriteEachBatchOnceWheneverItIsKilled(Durability durability, int jobs) throws Exception {
        kill(durability, jobs);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"BATCH,1", "BATCH,3", "RECORD,1"})
    void shouldWriteEachBatchOnceAtLevelsThatSync(Durability durability, int jobs) throws Exception {
        kill(durability, jobs);
    }

    private void kill(Durability durability, int jobs) throws Exception {
        RandomGenerator random = Seed.random("SinkKillTest");
        for (int i = 0; i < KILLS; i++) {
            start(List.of(), durability, jobs, ENDLESS, "state").killAfter(300 + random.nextInt(1_500));
            consistent();
        }
        compare(durability, jobs, "state");
    }

    @Test
    void shouldWriteEachBatchOnceAtEveryPointOfTheProtocol() throws Exception {
        dieAt(POINTS, Durability.PROCESS, 3, "state");
        compare(Durability.PROCESS, 1, "state");
    }

    @Tag("slow")
    @Test
    void shouldWriteEachBatchOnceWhenTheLogIsTrimmed() throws Exception {
        dieAt(
                List.of(CrashPoint.BEFORE_TRIM, CrashPoint.IN_TRIM, CrashPoint.AFTER_TRIM),
                Durability.PROCESS,
                2,
                "plain");
        compare(Durability.PROCESS, 1, "plain");
    }

    @Tag("slow")
    @Test
    void shouldWriteEachBatchOnceAtEveryPointAgainAndAgain() throws Exception {
        for (int times : new int[] {1, 2, 7, 20}) {
            List<CrashPoint> points = new ArrayList<>(EnumSet.range(CrashPoint.BEFORE_BLOCK, CrashPoint.AFTER_OUTPUT));
            points.removeAll(EnumSet.of(
                    CrashPoint.BEFORE_EMPTY, CrashPoint.AFTER_EMPTY, CrashPoint.BEFORE_SKIP, CrashPoint.AFTER_SKIP));
            points.removeAll(EnumSet.range(CrashPoint.BEFORE_RESERVE, CrashPoint.AFTER_TRIM)); // rare
            dieAt(points, Durability.BATCH, times, "state");
        }
        compare(Durability.BATCH, 1, "state");
    }

    private void dieAt(List<CrashPoint> points, Durability durability, int times, String kind) throws Exception {
        for (CrashPoint point : points) {
            ForkedProgram program =
                    start(List.of("-Dheadrace.crash.point=" + point + ":" + times), durability, 1, ENDLESS, kind);
            assertThat(program.awaitEnd()).as("%s: %s", point, program.said()).isEqualTo(CrashPoints.EXIT_CODE);
            consistent();
        }
    }

    private ForkedProgram start(List<String> options, Durability durability, int jobs, long last, String kind)
            throws Exception {
        return ForkedProgram.start(
                options,
                SinkProgram.class,
                temporary.resolve("context").toString(),
                temporary.resolve("files").toString(),
                durability.toString(),
                String.valueOf(jobs),
                String.valueOf(last),
                kind);
    }

    /** No batch is there twice, at any time. */
    private void consistent() throws Exception {
        assertThat(SinkProgram.read(temporary.resolve("files"))).doesNotContainValue(List.of());
    }

    /** Goes on to the end, and compares with a run that nobody kills. */
    private void compare(Durability durability, int jobs, String kind) throws Exception {
        long last = 100;
        for (Path batch : FileSink.batches(
                Files.createDirectories(temporary.resolve("files").resolve("plain"))))
            last = Math.max(last, Long.parseLong(batch.getFileName().toString().split("-", 3)[2]) + 100);
        SinkProgram.run(temporary.resolve("context"), temporary.resolve("files"), durability, jobs, last, kind);
        SinkProgram.run(
                temporary.resolve("undisturbed"), temporary.resolve("model"), Durability.PROCESS, 1, last, kind);
        Map<String, List<String>> model = SinkProgram.read(temporary.resolve("model"));
        Map<String, List<String>> killed = SinkProgram.read(temporary.resolve("files"));
        assertThat(killed.keySet()).isEqualTo(model.keySet());
        model.forEach((batch, lines) -> assertThat(killed.get(batch)).as(batch).isEqualTo(lines));
        assertThat(model).hasSizeGreaterThan(70);
    }
}
