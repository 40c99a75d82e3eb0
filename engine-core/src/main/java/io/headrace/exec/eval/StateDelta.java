package io.headrace.exec.eval;

/**
 * Where a stateful stream writes what a batch changed. Entries are shown again at a restart, one by one, in this order.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public interface StateDelta {
    /** Whether anything is written at all: without a log it is not, and nobody need encode. */
    boolean isWanted();

    /** The longest entry. */
    int maxEntryLength();

    /**
     * Room for an entry of at most so many bytes; end it with {@link #commit}. Whoever has no tight bound may ask for {@link
     * #maxEntryLength}. Waits while the log is behind.
     */
    long claim(int keyGroup, byte kind, int maxLength) throws InterruptedException;

    void commit(int length);
}
