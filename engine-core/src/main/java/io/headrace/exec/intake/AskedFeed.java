package io.headrace.exec.intake;

import java.util.Map;

/**
 * A ring whose receiver fills it when a tick asks it to: everything that it finds for the tick, and nothing more, is the batch's.
 *
 * <p><b>Threading:</b> the thread of the intake.
 */
public interface AskedFeed extends BlockFeed {
    /** Asks for what there is at this time; the answer before must have come. */
    void ask(long timeMillis);

    /** What became of the last question. */
    Answer answer();

    /** What a complete answer says of its records, for people; empty when nobody wanted to know. */
    Map<String, Object> metadata();

    /** How it stands with a question. */
    enum Answer {
        /** Blocks are still coming. */
        PENDING,
        /** All blocks are in the ring, or were taken out of it. */
        COMPLETE,
        /** The receiver has ended, with or without some of the blocks: there is no answer to come. */
        ABANDONED
    }
}
