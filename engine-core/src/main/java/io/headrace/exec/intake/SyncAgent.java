package io.headrace.exec.intake;

import io.headrace.exec.counters.Counter;
import io.headrace.exec.role.Agent;
import io.headrace.wal.Log;

/**
 * Brings the log to the disk, as far as somebody wants it: at the levels that survive power cuts.
 *
 * <p><b>Threading:</b> {@link #want} by the intake; a thread of its own, for it waits for the disk.
 */
public final class SyncAgent implements Agent {
    private final Log log;
    private final Counter syncs;
    private final Runnable wake;
    private final Runnable synced;
    private volatile long wanted;

    /**
     * @param wake is called when there is something to do: wakes the thread of this agent
     * @param synced is called after each sync: wakes those who wait for one
     */
    public SyncAgent(Log log, Counter syncs, Runnable wake, Runnable synced) {
        this.log = log;
        this.syncs = syncs;
        this.wake = wake;
        this.synced = synced;
    }

    /** Everything up to this record of the log is to reach the disk soon. */
    void want(long logSequence) {
        if (logSequence <= wanted) return;
        wanted = logSequence;
        wake.run();
    }

    @Override
    public String roleName() {
        return "sync";
    }

    @Override
    public int doWork() {
        if (wanted <= log.durableSequence()) return 0;
        log.sync();
        syncs.increment();
        synced.run();
        return 1;
    }
}
