package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Durability;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two programs with a log between them, of which now the one dies and now the other: at random instants, and at every write that makes
 * something visible. In the end the second has each row of the first once, in order.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LogChainKillTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 3);
    private static final String ENDLESS = "1000000000";
    private static final List<CrashPoint> OF_THE_WRITER = List.of(
            CrashPoint.BEFORE_SINK_BEGIN,
            CrashPoint.BEFORE_BLOCK,
            CrashPoint.AFTER_BLOCK,
            CrashPoint.BEFORE_SINK_COMMIT,
            CrashPoint.BEFORE_COMMIT,
            CrashPoint.AFTER_COMMIT,
            CrashPoint.BEFORE_PLACE,
            CrashPoint.AFTER_PLACE,
            CrashPoint.AFTER_SINK_COMMIT,
            CrashPoint.IN_ROLL,
            CrashPoint.AFTER_ROLL,
            CrashPoint.BEFORE_TRIM,
            CrashPoint.AFTER_TRIM);
    private static final List<CrashPoint> OF_THE_READER = List.of(
            CrashPoint.BEFORE_PLACE,
            CrashPoint.AFTER_PLACE,
            CrashPoint.BEFORE_BLOCK,
            CrashPoint.AFTER_BLOCK,
            CrashPoint.BEFORE_ALLOC,
            CrashPoint.AFTER_ALLOC,
            CrashPoint.BEFORE_COMMIT,
            CrashPoint.BEFORE_SINK_MANIFEST,
            CrashPoint.AFTER_SINK_MANIFEST);

    @TempDir
    Path root;

    private ForkedProgram start(String kind, Durability durability, String... options) throws Exception {
        return ForkedProgram.start(
                List.of(options), LogChainProgram.class, kind, root.toString(), durability.toString(), ENDLESS);
    }

    @Test
    void shouldBringEachRowAcrossOnceWhicheverIsKilled() throws Exception {
        killAtRandom(Durability.PROCESS, KILLS);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"PROCESS", "BATCH", "RECORD"})
    void shouldBringEachRowAcrossOnceHoweverOftenTheyAreKilled(Durability durability) throws Exception {
        killAtRandom(durability, 5 * KILLS);
    }

    private void killAtRandom(Durability durability, int kills) throws Exception {
        LogChainProgram.write(root, durability, 20); // so that there is a log, however soon the first kill comes
        RandomGenerator random = Seed.random("LogChainKillTest");
        ForkedProgram writer = start("writer", durability);
        ForkedProgram reader = start("reader", durability);
        for (int i = 0; i < kills; i++) {
            int millis = 300 + random.nextInt(1_000);
            if (random.nextInt(3) > 0) {
                writer.killAfter(millis);
                if (random.nextBoolean()) {
                    reader.killAfter(0);
                    reader = start("reader", durability);
                }
                writer = start("writer", durability);
            } else {
                reader.killAfter(millis);
                reader = start("reader", durability);
            }
        }
        writer.killAfter(500);
        reader.killAfter(0);
        compare(durability);
    }

    /** Those where one program has told the other something, or is about to; the rest are the engine's own, and slow. */
    @Test
    void shouldBringEachRowAcrossOnceWhereOneTellsTheOther() throws Exception {
        LogChainProgram.write(root, Durability.PROCESS, 20);
        ForkedProgram reader = start("reader", Durability.PROCESS);
        for (CrashPoint point : List.of(CrashPoint.BEFORE_COMMIT, CrashPoint.BEFORE_PLACE, CrashPoint.AFTER_PLACE))
            dieAt("writer", point, 3);
        reader.killAfter(0);
        ForkedProgram writer = start("writer", Durability.PROCESS);
        for (CrashPoint point : List.of(CrashPoint.BEFORE_PLACE, CrashPoint.AFTER_PLACE)) dieAt("reader", point, 2);
        writer.killAfter(0);
        compare(Durability.PROCESS);
    }

    @Tag("slow")
    @Test
    void shouldBringEachRowAcrossOnceAtEveryPointOfTheWriter() throws Exception {
        LogChainProgram.write(root, Durability.PROCESS, 20);
        ForkedProgram reader = start("reader", Durability.PROCESS);
        for (CrashPoint point : OF_THE_WRITER)
            dieAt("writer", point, point.name().endsWith("TRIM") ? 2 : 3);
        reader.killAfter(0);
        compare(Durability.PROCESS);
    }

    @Tag("slow")
    @Test
    void shouldBringEachRowAcrossOnceAtEveryPointOfTheReader() throws Exception {
        ForkedProgram writer = start("writer", Durability.PROCESS);
        for (CrashPoint point : OF_THE_READER) dieAt("reader", point, 2);
        writer.killAfter(0);
        compare(Durability.PROCESS);
    }

    private void dieAt(String kind, CrashPoint point, int times) throws Exception {
        int reached = point.name().endsWith("ROLL") ? 1 : times;
        ForkedProgram program = start(kind, Durability.PROCESS, "-Dheadrace.crash.point=" + point + ":" + reached);
        assertThat(program.awaitEnd()).as("%s: %s", point, program.said()).isEqualTo(CrashPoints.EXIT_CODE);
    }

    /** Lets both come to an end, and compares. */
    private void compare(Durability durability) throws Exception {
        long last = lastBatch()
                + 100; // more than can have been cut when it died: those run again, whatever its clock shows
        LogChainProgram.write(root, durability, last);
        assertThat(lastBatch()).isBetween(last - 3, last); // batches without rows are not in the log
        List<String> expected = LogChainProgram.rows(last);
        LogChainProgram.read(root, durability, expected.size());
        assertThat(LogChainProgram.readRows(root)).isEqualTo(expected);
        assertThat(expected).hasSizeGreaterThan(2_000);
    }

    /** What is committed in the log between the two, which is sound, and has no batch twice. */
    private long lastBatch() throws Exception {
        Path log = LogChainProgram.log(root).resolve("log");
        assertThat(LogVerifier.verify(log).status()).isEqualTo(VerifyReport.Status.SOUND);
        List<Long> sequences = new ArrayList<>();
        try (LogReader reader = LogReader.open(log)) {
            while (reader.next())
                if (reader.type() == RecordType.COMMIT) sequences.add(RawMemory.getLong(reader.payloadAddress() + 16));
        }
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        return sequences.get(sequences.size() - 1);
    }
}
