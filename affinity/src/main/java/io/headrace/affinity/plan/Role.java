package io.headrace.affinity.plan;

import java.util.Locale;

/**
 * What a thread of the engine is for.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Role {
    /** Takes in one input. */
    RECEIVER(true),
    /** Writes blocks to the log. */
    LOG(true),
    /** Ticks: cuts batches and starts them. */
    SCHEDULER(true),
    /** Evaluates batches. */
    WORKER(true),
    /** Runs output operations. */
    JOB(true),
    /** Merges state, writes checkpoint segments, reserves and trims the log; low priority, never pinned. */
    MAINTENANCE(false),
    /** Answers operators; never pinned. */
    CONSOLE(false),
    /** No thread of the engine: what is left to the JIT, the garbage collector and the system. */
    SPARE(false);

    private final boolean mayBePinned;

    Role(boolean mayBePinned) {
        this.mayBePinned = mayBePinned;
    }

    /** Whether the role is given a CPU of its own where there are enough. */
    public boolean mayBePinned() {
        return mayBePinned;
    }

    /** Whether the role moves records: it comes before the others when CPUs are handed out. */
    public boolean isHot() {
        return this == RECEIVER || this == WORKER;
    }

    /** Whether there may be several. */
    public boolean isNumbered() {
        return isHot();
    }

    /** The name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
