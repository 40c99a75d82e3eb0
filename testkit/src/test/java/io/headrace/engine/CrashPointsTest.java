package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine dies at every place of {@link CrashPoint}, one after another in the same directory, and goes on after each. A place that a
 * program with everything in it never comes to fails the test.
 */
@Tag("crash")
@Timeout(value = 1, unit = TimeUnit.HOURS) // for long runs; each step has a deadline
class CrashPointsTest {
    /** Each place takes seconds: the short form draws one of so many. */
    private static final int ONE_PLACE_OF = Integer.getInteger("headrace.test.places", 5);

    private static final int LANES = 2;
    private static final int CATCH_UP_TICKS = 5;

    @TempDir
    Path temporary;

    @Test
    void shouldGoOnFromEveryPlaceOfTheProtocol() throws Exception {
        everywhere("CrashPointsTest", List.of(Durability.BATCH), 2, ONE_PLACE_OF);
    }

    @Tag("slow")
    @Test
    void shouldGoOnFromEveryPlaceAgainAndAgain() throws Exception {
        everywhere("CrashPointsTest, slow", List.of(Durability.RECORD, Durability.BATCH, Durability.PROCESS), 9, 1);
    }

    private void everywhere(String test, List<Durability> levels, int mostTimes, int onePlaceOf) throws Exception {
        RandomGenerator random = Seed.random(test);
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<Integer>> lanes = new ArrayList<>();
            for (Durability level : levels) {
                for (int lane = 0; lane < LANES; lane++) {
                    int number = lane;
                    long seed = random.nextLong();
                    lanes.add(threads.submit(() -> lane(level, number, mostTimes, onePlaceOf, new Random(seed))));
                }
            }
            int died = 0;
            for (Future<Integer> lane : lanes) died += lane.get();
            System.out.println(test + ": died at " + died + " places");
            int places = onePlaceOf == 1 ? CrashPoint.values().length - 5 : 3;
            assertThat(died).isGreaterThan(levels.size() * places);
        } finally {
            threads.shutdownNow();
        }
    }

    private int lane(Durability level, int lane, int mostTimes, int onePlaceOf, RandomGenerator random)
            throws Exception {
        int died = 0;
        CrashPoint last = null;
        try (CrashRig rig = new CrashRig(temporary.resolve(level + " " + lane), level, 1 + 2 * lane, CATCH_UP_TICKS)) {
            for (CrashPoint point : CrashPoint.values()) {
                if (point.ordinal() % LANES != lane || !isReached(point, level)) continue;
                if (onePlaceOf > 1 && random.nextInt(onePlaceOf) > 0) continue;
                last = point;
                if (point == CrashPoint.BEFORE_LOG_OPEN || point == CrashPoint.IN_TAKEOVER)
                    dieAt(rig, CrashPoint.AFTER_MERGE, 1);
                before(rig, point);
                dieAt(rig, point, times(point, mostTimes, random));
                died++;
            }
            rig.finish();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("at " + level + ", " + last + ": " + e.getMessage(), e);
        }
        return died;
    }

    /** Rolls are written ahead only where that makes syncs shorter; two programs in a chain are for {@link LogChainKillTest}. */
    private static boolean isReached(CrashPoint point, Durability level) {
        if (point == CrashPoint.BEFORE_PLACE || point == CrashPoint.AFTER_PLACE) return false;
        return level.survivesPowerCut()
                || (point != CrashPoint.BEFORE_WRITE_AHEAD && point != CrashPoint.AFTER_WRITE_AHEAD);
    }

    /** Leaves what makes the next start come to that place. */
    private static void before(CrashRig rig, CrashPoint point) throws Exception {
        if (point == CrashPoint.BEFORE_RERUN) dieAt(rig, CrashPoint.AFTER_ALLOC, 9);
        // Else there may be nothing to restore, in the log or in a checkpoint: not all places are drawn.
        if (point == CrashPoint.IN_LOG_RESTORE) dieAt(rig, CrashPoint.AFTER_COMMIT, 9);
        if (point == CrashPoint.IN_STATE_RESTORE) dieAt(rig, CrashPoint.AFTER_MANIFEST, 3);
    }

    /** What a start does it does once; files of the log are rare. */
    private static int times(CrashPoint point, int most, RandomGenerator random) {
        boolean isRare = point.ordinal() < CrashPoint.BEFORE_BLOCK.ordinal()
                || (point.ordinal() >= CrashPoint.BEFORE_RESERVE.ordinal()
                        && point.ordinal() <= CrashPoint.AFTER_TRIM.ordinal())
                || point == CrashPoint.BEFORE_EMPTY
                || point == CrashPoint.AFTER_EMPTY;
        return isRare ? 1 : 1 + random.nextInt(most);
    }

    private static void dieAt(CrashRig rig, CrashPoint point, int times) throws Exception {
        ForkedProgram program = rig.start("-Dheadrace.crash.point=" + point + ":" + times);
        int code = rig.awaitEnd(program);
        assertThat(code)
                .as("%s, the %dth time: %s", point, times, program.said())
                .isEqualTo(CrashPoints.EXIT_CODE);
        program.kill();
        rig.check();
    }
}
