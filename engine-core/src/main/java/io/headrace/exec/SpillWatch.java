package io.headrace.exec;

import io.headrace.exec.counters.ErrorFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when inputs are held because as many blocks lie outside memory as may, or because the disk takes no more: in the log the first time, and
 * in the errors each time that it begins.
 *
 * <p><b>Threading:</b> one thread looks.
 */
final class SpillWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SpillWatch.class);

    private static final String WHAT_INPUTS_DO = "each input does what it does when it is full";

    private final String context;
    private final Blocks blocks;
    private final ErrorFile errors;
    private final Held byLimit = new Held();
    private final Held byDisk = new Held();

    SpillWatch(String context, Blocks blocks, ErrorFile errors) {
        this.context = context;
        this.blocks = blocks;
        this.errors = errors;
    }

    void look() {
        if (byLimit.begins(blocks.limitRefusals())) sayLimit();
        if (byDisk.begins(blocks.diskRefusals())) sayDisk();
    }

    private void sayLimit() {
        say(
                byLimit,
                "as many blocks lie outside memory as may, headrace.spill.limit=" + blocks.spillLimit() + " bytes: "
                        + WHAT_INPUTS_DO
                        + ", until batches have let go of blocks; what was taken in is kept. They go to "
                        + blocks.place(),
                "Make batches faster, let less come in (headrace.backpressure.enabled, headrace.receiver.max.rate), or"
                        + " raise the limit if the disk has room");
    }

    private void sayDisk() {
        say(
                byDisk,
                "blocks for which memory has no room cannot go to the disk: " + blocks.diskProblem() + "; "
                        + WHAT_INPUTS_DO + ", until there is room; what was taken in is kept",
                "Make room in " + blocks.place() + ", let the JVM's temporary directory be another one"
                        + " (-Djava.io.tmpdir=…), or lower headrace.spill.limit, which is " + blocks.spillLimit()
                        + " bytes");
    }

    private void say(Held held, String what, String cure) {
        errors.record("blocks", what, 1);
        if (held.isFirst()) LOG.warn("{}: {}. {}", context, what, cure);
    }

    /** Whether something holds inputs. Whoever is held tries again all the time, so what is held between two looks is seen. */
    private static final class Held {
        private long seen;
        private long times;
        private boolean isHeld;

        boolean begins(long refusals) {
            boolean wasHeld = isHeld;
            isHeld = refusals != seen;
            seen = refusals;
            boolean begins = isHeld && !wasHeld;
            if (begins) times++;
            return begins;
        }

        boolean isFirst() {
            return times == 1;
        }
    }
}
