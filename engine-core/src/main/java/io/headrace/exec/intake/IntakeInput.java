package io.headrace.exec.intake;

import io.headrace.StorageLevel;
import io.headrace.exec.counters.Counter;
import io.headrace.memory.codec.Codec;
import io.headrace.receiver.FullPolicy;
import io.headrace.source.BatchSource;
import org.jspecify.annotations.Nullable;

/**
 * One input of the program, as the intake serves it. The stream id is its place in the list of inputs.
 *
 * <p><b>Threading:</b> immutable.
 */
public sealed interface IntakeInput {
    /** How long a batch's blocks are kept after it was committed, in batch time; 0 for not at all. */
    long rememberMillis();

    /** Where blocks come from; null when the input has no ring. */
    default @Nullable BlockFeed feed() {
        return null;
    }

    /**
     * Blocks come from a receiver's ring.
     *
     * @param whenFull what happens while blocks cannot be taken in
     * @param dropped counts the records that are dropped here then
     */
    record Received(BlockFeed feed, StorageLevel level, long rememberMillis, FullPolicy whenFull, Counter dropped)
            implements IntakeInput {
        public Received(BlockFeed feed, StorageLevel level, long rememberMillis) {
            this(feed, level, rememberMillis, FullPolicy.BLOCK, Counter.detached());
        }
    }

    /**
     * A receiver is asked at each tick, and what it puts into its ring then is the batch's.
     *
     * @param memoryMillis the log keeps the blocks of batches that are younger than this: they say which files were taken
     */
    record Asked(AskedFeed feed, StorageLevel level, long memoryMillis, long rememberMillis) implements IntakeInput {
        /** Where its blocks come from. Nothing of it is dropped. */
        Received blocks() {
            return new Received(feed, level, rememberMillis);
        }
    }

    /**
     * A source is asked at each tick.
     *
     * @param label the source in words, for messages
     * @param codec how its elements become bytes, where there is a log; used by the intake's thread only
     */
    record Explicit(String label, BatchSource<?> source, Codec<?> codec, long rememberMillis) implements IntakeInput {}
}
