package io.headrace.exec.intake;

import io.headrace.exec.role.Agent;
import io.headrace.wal.Log;
import io.headrace.wal.format.Position;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has room ready for the log ahead of need, and takes out of it what nobody needs. A disk that fails here costs time or space, never a
 * record: it is reported, and tried again.
 *
 * <p><b>Threading:</b> one thread that has time.
 */
public final class MaintenanceAgent implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceAgent.class);
    /** While the log grows: a roll lasts longer, at full speed too. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** While it hardly does. Who finds no roll made ready makes it himself, which takes longer, once. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** As much as a hundred idle batches write. */
    private static final long QUIET_BYTES = 64 << 10;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TRIM_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Log log;
    private final TrimPoint trimPoint;
    private final BiConsumer<String, Throwable> problems;
    private long reservedBehind = -1;
    private long trimmedTo;
    private boolean isPreparingFailing;
    private boolean isTrimmingFailing;
    private long retryAt = System.nanoTime();
    private long trimAgainAt = System.nanoTime();
    private long seenEnd;
    private boolean isQuiet;

    /** @param problems is told what is tried again, and of which role */
    public MaintenanceAgent(Log log, TrimPoint trimPoint, BiConsumer<String, Throwable> problems) {
        this.log = log;
        this.trimPoint = trimPoint;
        this.problems = problems;
    }

    @Override
    public String roleName() {
        return "maintenance";
    }

    @Override
    public int doWork() {
        int trimmed = trim(); // first, for it makes room
        int prepared = prepare();
        long end = log.endPosition();
        isQuiet = trimmed + prepared == 0 && end - seenEnd < QUIET_BYTES; // another roll is far away
        seenEnd = end;
        return trimmed + prepared;
    }

    /** Reserves the next roll; where syncs are to be short later, writes it ahead, a stretch at a time. */
    private int prepare() {
        if (System.nanoTime() - retryAt < 0) return 0;
        try {
            int work = log.durability().survivesPowerCut() ? writeAhead() : reserve();
            if (work > 0) isPreparingFailing = false;
            return work;
        } catch (IOException e) {
            retryAt = System.nanoTime() + RETRY_NANOS;
            problems.accept(roleName(), e);
            if (!isPreparingFailing)
                LOG.warn("the log's next roll cannot be made ready; syncs take longer, and it is tried again", e);
            isPreparingFailing = true;
            return 0;
        }
    }

    private int writeAhead() throws IOException {
        return log.prepareNext() ? 1 : 0;
    }

    private int reserve() throws IOException {
        long roll = Position.ordinal(log.endPosition());
        if (roll == reservedBehind) return 0;
        if (log.reserveNext()) {
            reservedBehind = roll;
            return 1;
        }
        retryAt = System.nanoTime() + RETRY_NANOS;
        return 0;
    }

    private int trim() {
        long needed = Math.min(trimPoint.position(), log.endPosition());
        long roll = Position.ordinal(needed);
        if (roll <= trimmedTo || System.nanoTime() - trimAgainAt < 0) return 0;
        try {
            int rolls = log.trim(needed);
            trimmedTo = roll;
            isTrimmingFailing = false;
            if (rolls > 0) LOG.debug("{} rolls of the log were taken out, up to roll {}", rolls, roll);
            return rolls;
        } catch (IOException e) {
            trimAgainAt = System.nanoTime() + TRIM_RETRY_NANOS;
            problems.accept(roleName(), e);
            if (!isTrimmingFailing)
                LOG.warn(
                        "files of the log that nobody needs cannot be taken out; they keep their room, and it is tried again",
                        e);
            isTrimmingFailing = true;
            return 0;
        }
    }

    @Override
    public long maxIdleNanos() {
        return isQuiet ? QUIET_NANOS : INTERVAL_NANOS;
    }
}
