package io.headrace.exec.intake;

import io.headrace.exec.role.Agent;
import io.headrace.wal.Log;
import io.headrace.wal.format.Position;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has room ready for the log ahead of need, and takes out of it what nobody needs.
 *
 * <p><b>Threading:</b> one thread that has time.
 */
public final class MaintenanceAgent implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceAgent.class);
    private static final long INTERVAL_NANOS =
            TimeUnit.MILLISECONDS.toNanos(5); // a roll lasts longer, at full speed too
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Log log;
    private final TrimPoint trimPoint;
    private long reservedBehind = -1;
    private long trimmedTo;
    private boolean isPreparingFailing;
    private long retryAt = System.nanoTime();

    public MaintenanceAgent(Log log, TrimPoint trimPoint) {
        this.log = log;
        this.trimPoint = trimPoint;
    }

    @Override
    public String roleName() {
        return "maintenance";
    }

    @Override
    public int doWork() throws IOException {
        int trimmed = trim(); // first, for it makes room
        return trimmed + (log.durability().survivesPowerCut() ? prepare() : reserve());
    }

    /** Writes the next roll ahead, a stretch at a time, so that syncs are short later. */
    private int prepare() {
        if (System.nanoTime() - retryAt < 0) return 0;
        try {
            return log.prepareNext() ? 1 : 0;
        } catch (IOException e) {
            retryAt = System.nanoTime() + RETRY_NANOS;
            if (!isPreparingFailing) LOG.warn("the log's next roll cannot be written ahead; syncs take longer", e);
            isPreparingFailing = true;
            return 0;
        }
    }

    private int trim() throws IOException {
        long needed = Math.min(trimPoint.position(), log.endPosition());
        long roll = Position.ordinal(needed);
        if (roll <= trimmedTo) return 0;
        trimmedTo = roll;
        int rolls = log.trim(needed);
        if (rolls > 0) LOG.debug("{} rolls of the log were taken out, up to roll {}", rolls, roll);
        return rolls;
    }

    private int reserve() throws IOException {
        long roll = Position.ordinal(log.endPosition());
        if (roll == reservedBehind || System.nanoTime() - retryAt < 0) return 0;
        if (log.reserveNext()) {
            reservedBehind = roll;
            return 1;
        }
        retryAt = System.nanoTime() + RETRY_NANOS;
        return 0;
    }

    @Override
    public long maxIdleNanos() {
        return INTERVAL_NANOS;
    }
}
