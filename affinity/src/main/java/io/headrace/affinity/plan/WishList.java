package io.headrace.affinity.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roles that want a CPU of their own, in the order in which they get one. The order does not depend on the machine: fewer
 * CPUs cut the list shorter, so that taking CPUs away never improves anything.
 *
 * <p>A worker comes first, because without one nothing moves; then the receivers, because input that is not taken in is lost or
 * held up at its source; then the other workers. With a given number of workers, log, scheduler and job follow at the end; when
 * the number is open, they come in between, in the proportion in which a growing engine needs them.
 *
 * <p><b>Threading:</b> immutable.
 */
final class WishList {
    /** A role that wants a CPU. */
    record Wish(Role role, int index) {
        // Written out, for what a record makes is linked at its first call: milliseconds of each start.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Wish wish && role == wish.role && index == wish.index;
        }

        @Override
        public int hashCode() {
            return 31 * role.hashCode() + index;
        }
    }

    private WishList() {}

    /**
     * The wishes.
     *
     * @param cores physical cores to hand out; as many automatic workers as these bear, and at least one
     */
    static List<Wish> of(CoreDemand demand, int cores) {
        List<Wish> wishes = new ArrayList<>();
        wishes.add(new Wish(Role.WORKER, 0));
        for (int i = 0; i < demand.receivers(); i++) wishes.add(new Wish(Role.RECEIVER, i));
        // The scheduler rides with the log where there is one.
        Wish ticks = new Wish(demand.log() ? Role.LOG : Role.SCHEDULER, 0);
        Wish job = new Wish(Role.JOB, 0);
        if (demand.hasAutoWorkers()) {
            addAutoWorkers(wishes, ticks, job, demand.mostWorkers(), cores);
        } else {
            for (int i = 1; i < demand.workers(); i++) wishes.add(new Wish(Role.WORKER, i));
        }
        if (!wishes.contains(ticks)) wishes.add(ticks);
        // A single worker's thread runs the jobs as well.
        boolean isAlone = !wishes.contains(new Wish(Role.WORKER, 1));
        if (!isAlone && !wishes.contains(job)) wishes.add(job);
        return wishes;
    }

    /** The ticks before the second worker, the job before the fifth. */
    private static void addAutoWorkers(List<Wish> wishes, Wish ticks, Wish job, int most, int cores) {
        for (int worker = 1; worker < most; worker++) {
            if (worker == 1) wishes.add(ticks);
            if (worker == 4) wishes.add(job);
            if (wishes.size() >= cores) return;
            wishes.add(new Wish(Role.WORKER, worker));
        }
    }
}
