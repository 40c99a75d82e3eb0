package io.headrace.receiver;

/**
 * What an input does with a record when there is no room for it: its ring is full, because the log, the memory or the jobs are behind.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum FullPolicy {
    /** The source is held: nothing more is read from a socket, {@code store} waits. Nothing is lost and nothing grows. */
    BLOCK,
    /** As {@link #BLOCK}, but while the jobs are behind, blocks are taken in and go to the disk, up to {@code headrace.spill.limit}. */
    SPILL,
    /** The record is dropped, and counted. Refused for sources that are told what is safe. */
    DROP_NEWEST,
    /** The oldest block that is not logged is dropped, and its records counted. Refused for sources that are told what is safe. */
    DROP_OLDEST,
    /** The context stops, with an error that names the input. */
    FAIL;

    /** Whether records may be lost. */
    public boolean drops() {
        return this == DROP_NEWEST || this == DROP_OLDEST;
    }
}
