package io.headrace.affinity.sizing;

/**
 * What received data and results survive; it decides what is written and how often the disk is waited for.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Durability {
    /** No log. */
    OFF,
    /** Survives {@code kill -9}: appended, never waited for. */
    PROCESS,
    /** Survives a power cut: one sync per batch. */
    BATCH,
    /** The same, and a record is acknowledged only behind a sync of its block. */
    RECORD;

    /** Whether there is a log. */
    public boolean logs() {
        return this != OFF;
    }

    /** Whether anybody waits for the disk. */
    public boolean syncs() {
        return this == BATCH || this == RECORD;
    }
}
