package io.headrace.affinity.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

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
    record Wish(Role role, int index) {}

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
        Deque<Role> services = services(demand);
        if (demand.hasAutoWorkers()) {
            addAutoWorkers(wishes, services, demand.mostWorkers(), cores);
        } else {
            for (int i = 1; i < demand.workers(); i++) wishes.add(new Wish(Role.WORKER, i));
        }
        for (Role service : services) wishes.add(new Wish(service, 0));
        return wishes;
    }

    private static Deque<Role> services(CoreDemand demand) {
        Deque<Role> services = new ArrayDeque<>();
        if (demand.log()) services.add(Role.LOG);
        services.add(Role.SCHEDULER);
        services.add(Role.JOB);
        return services;
    }

    /** A service before the second worker, one before the third, one before the fifth. */
    private static void addAutoWorkers(List<Wish> wishes, Deque<Role> services, int most, int cores) {
        for (int worker = 1; worker < most; worker++) {
            boolean serviceFirst = worker == 1 || worker == 2 || worker == 4;
            if (serviceFirst && !services.isEmpty()) wishes.add(new Wish(services.remove(), 0));
            if (wishes.size() >= cores) return;
            wishes.add(new Wish(Role.WORKER, worker));
        }
    }
}
