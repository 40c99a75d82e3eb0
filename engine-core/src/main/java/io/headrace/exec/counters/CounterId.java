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
    /** Blocks in the input's ring that wait for the log, of so many slots. */
    RING_WAITING(11, true),
    RING_SLOTS(12, true),

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
    /** The number of the log's last record, and of the last one that survives a power cut. */
    LOG_SEQUENCE(28, false),
    DURABLE_SEQUENCE(29, false),
    BATCH_INTERVAL_NANOS(30, false),
    CHECKPOINTS_WRITTEN(31, false),

    // of batches
    BATCHES_COMPLETED(40, false),
    RECORDS_PROCESSED(41, false),
    SCHEDULING_DELAY_NANOS(42, false),
    PROCESSING_DELAY_NANOS(43, false),
    RECORDS_SET_ASIDE(44, false),
    OUTPUTS_RUN(45, false),
    BLOCKS_IN_MEMORY(46, false),
    BYTES_IN_MEMORY(47, false),
    /** Blocks that left memory for the disk. */
    BLOCKS_EVICTED(48, false),
    /** Bytes of blocks and rows that lie in files because memory was short. */
    SPILL_BYTES(49, false),
    /** Bytes of blocks that lie outside memory, in the log or in the spill file, and how many there may be. */
    BLOCK_BYTES_OUTSIDE(65, false),
    SPILL_LIMIT(66, false),
    /** Off-heap memory of the context, and how much of it may be taken. */
    MEMORY_RESERVED(50, false),
    MEMORY_LIMIT(51, false),
    /** Batches by their delays: the instance is the bucket, see {@link DelayBuckets}. */
    SCHEDULING_DELAY_BUCKET(52, DelayBuckets.COUNT),
    PROCESSING_DELAY_BUCKET(53, DelayBuckets.COUNT),
    /** Batches that waited for the jobs longer than they should. */
    BATCHES_BEHIND(54, false),
    /** How long a block stays open, and how often that was tuned. */
    BLOCK_INTERVAL_NANOS(55, false),
    BLOCK_RETUNES(56, false),

    /** How long an output that is slow has had its batch by now, in milliseconds; 0 while it is not. */
    OUTPUT_BUSY_MILLIS(59, true),

    // of a stage: one each, in the order in which a batch goes through them
    /** How long batches took there, without the stages that it waited for. */
    STAGE_NANOS(57, true),
    /** Records that were read from blocks for it. */
    STAGE_RECORDS(58, true),

    // of a thread: one each
    ROLE_STEPS(60, true),
    ROLE_WORK(61, true),
    /** How long a worker ran tasks, and how many. */
    WORKER_BUSY_NANOS(62, true),
    WORKER_TASKS(63, true),
    /** Bytes that the thread has allocated on the heap. */
    THREAD_ALLOCATED(64, true),

    // of a stream that remembers: one each, under the number that it has in the journal
    /** Keys of a state, keys of the panes of a window; records where a window keeps all. */
    STATE_KEYS(70, true),
    /** Off the heap; 0 for what is kept as objects. */
    STATE_BYTES(71, true),
    /** Keys whose states have left memory for the disk. */
    STATE_KEYS_ON_DISK(72, true),

    // of rows that are kept, or have outgrown the heap
    /** Bytes of them that lie in memory off the heap, and that were written to the disk so far. */
    ROW_BYTES_KEPT(75, false),
    ROW_BYTES_SPILLED(76, false),

    /** What is done now about batches that are late: 0 none is late, 1 it is warned of, 2 outputs are joined, 3 inputs shed. */
    BEHIND_RESPONSE(78, false),

    /** Errors of all kinds: the file beside this one says which. */
    ERRORS(80, false);

    private static final int PER_INSTANCE = 0;

    private final int number;
    private final int fixed;

    CounterId(int number, boolean perInstance) {
        this(number, perInstance ? PER_INSTANCE : 1);
    }

    /** @param fixed so many there are, whatever the program is */
    CounterId(int number, int fixed) {
        this.number = number;
        this.fixed = fixed;
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

    /** Whether there are several: one for each input, thread or bucket. */
    public boolean isPerInstance() {
        return fixed != 1;
    }

    /** How many there are in a context with so many inputs and threads. */
    public int instances(int inputsAndThreads) {
        return fixed == PER_INSTANCE ? Math.max(1, inputsAndThreads) : fixed;
    }
}
