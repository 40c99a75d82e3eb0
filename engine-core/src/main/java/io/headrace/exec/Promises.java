package io.headrace.exec;

import io.headrace.HeadraceConf;
import io.headrace.StreamingException;
import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.wal.Durability;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings that this engine does not follow to the letter: refused where a promise would be broken, named in a warning where the run only
 * differs from what was expected, refused in strict mode there too.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class Promises {
    private static final Logger LOG = LoggerFactory.getLogger(Promises.class);

    private final HeadraceConf conf;

    Promises(HeadraceConf conf) {
        this.conf = conf;
    }

    /** Before anything is opened. */
    void check(int receivers) {
        if (conf.deltaBatches() > 1)
            differs(
                    "headrace.log.delta.batches=" + conf.deltaBatches()
                            + ": every batch writes its own changes of state, so the log grows faster than the setting expects");
        if (conf.receivers() > 0 && conf.receivers() != receivers)
            differs("headrace.receivers=" + conf.receivers() + ": the program has " + receivers
                    + " inputs with receivers, so the machine was sized for another program");
        if (conf.directory() != null && conf.durability() == Durability.OFF)
            LOG.warn(
                    "{}: durability is OFF, so a restart goes on from the last checkpoint, and what was received since is"
                            + " lost; set headrace.log.durability=PROCESS to keep it",
                    conf.name());
    }

    /** Compares the sizing file's map of the cores with the plan that this start made. */
    void compare(CorePlan plan) {
        for (Assignment expected : conf.assignments()) {
            boolean isThere = plan.assignments().stream()
                    .anyMatch(real -> real.role() == expected.role()
                            && real.index() == expected.index()
                            && real.cpu() == expected.cpu());
            if (isThere) continue;
            differs("headrace.core." + expected.name() + ": the sizing file has it on "
                    + (expected.hasCpu() ? "CPU " + expected.cpu() : "a shared CPU")
                    + ", and what is free on this machine now gives another plan; see explain()");
        }
    }

    private void differs(String what) {
        if (conf.strict()) throw new StreamingException(what + "; strict mode refuses that");
        LOG.warn("{}: {}", conf.name(), what);
    }
}
