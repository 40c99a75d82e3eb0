package io.headrace.exec.counters;

import org.jspecify.annotations.Nullable;

/**
 * What is counted. The numbers are stored in the counters file and never change their meaning; a counter that goes leaves its number
 * behind.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum CounterId {
    // of an input: one each
    RECORDS_RECEIVED(1, true),
    BYTES_RECEIVED(2, true),
    BLOCKS_RECEIVED(3, true),
    RECORDS_REJECTED(4, true),
    RECEIVER_RESTARTS(5, true),
    /** Polls that found no block to write into: the source is being held. */
    RECEIVER_HELD(6, true),
    /** 0 closed, 1 open, 2 waiting before a restart, 3 ended, 4 stopped. */
    RECEIVER_STATE(7, true),
    /** Times that the input's rate let nothing in. */
    RECEIVER_LIMITED(8, true),
    /** Records a second that the input takes in at most; 0 for no limit. */
    RATE_LIMIT(9, true),
    /** Records that were dropped before the log because there was no room. */
    RECORDS_DROPPED(10, true),

    // of the log and the ticks
    BLOCKS_LOGGED(20, false),
    LOG_FULL(21, false),
    BATCHES_CUT(22, false),
    TICKS_SKIPPED(23, false),
    LAST_BATCH_TIME(24, false),
    BATCHES_WAITING(25, false),
    SYNCS(26, false),
    /** Ticks without data on which nothing would have run: they have no batch. */
    TICKS_IDLE(27, false),

    // of batches
    BATCHES_COMPLETED(40, false),
    RECORDS_PROCESSED(41, false),
    SCHEDULING_DELAY_NANOS(42, false),
    PROCESSING_DELAY_NANOS(43, false),
    RECORDS_SET_ASIDE(44, false),
    OUTPUTS_RUN(45, false),
    BLOCKS_IN_MEMORY(46, false),

    // of a thread: one each
    ROLE_STEPS(60, true),
    ROLE_WORK(61, true);

    private final int number;
    private final boolean perInstance;

    CounterId(int number, boolean perInstance) {
        this.number = number;
        this.perInstance = perInstance;
    }

    /** The one with this number; null when this version does not know it. */
    public static @Nullable CounterId ofNumber(int number) {
        for (CounterId id : values()) {
            if (id.number == number) return id;
        }
        return null;
    }

    /** The stable number. */
    public int number() {
        return number;
    }

    /** Whether there is one for each input or thread. */
    public boolean isPerInstance() {
        return perInstance;
    }
}
