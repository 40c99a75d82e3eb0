package io.headrace.exec;

import io.headrace.exec.counters.ErrorFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when inputs are held because as many blocks lie outside memory as may: in the log the first time, and in the errors each time that it
 * begins.
 *
 * <p><b>Threading:</b> one thread looks.
 */
final class SpillWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SpillWatch.class);

    private final String context;
    private final Blocks blocks;
    private final ErrorFile errors;
    private long seen;
    private boolean isAtLimit;
    private boolean hasWarned;

    SpillWatch(String context, Blocks blocks, ErrorFile errors) {
        this.context = context;
        this.blocks = blocks;
        this.errors = errors;
    }

    /** Whoever is held tries again all the time, so what is held between two looks is seen. */
    void look() {
        long refusals = blocks.limitRefusals();
        boolean wasAtLimit = isAtLimit;
        isAtLimit = refusals != seen;
        seen = refusals;
        if (isAtLimit && !wasAtLimit) say();
    }

    private void say() {
        String what = "as many blocks lie outside memory as may, headrace.spill.limit=" + blocks.spillLimit()
                + " bytes: each input does what it does when it is full, until batches have let go of blocks; what was"
                + " taken in is kept. They go to " + blocks.place();
        errors.record("blocks", what, 1);
        if (!hasWarned)
            LOG.warn(
                    "{}: {}. Make batches faster, let less come in (headrace.backpressure.enabled,"
                            + " headrace.receiver.max.rate), or raise the limit if the disk has room",
                    context,
                    what);
        hasWarned = true;
    }
}
