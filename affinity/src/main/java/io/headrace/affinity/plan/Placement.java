package io.headrace.affinity.plan;

import io.headrace.affinity.plan.CpuPool.Domain;
import io.headrace.affinity.plan.CpuPool.Slot;
import io.headrace.affinity.plan.CpuPool.Stratum;
import io.headrace.affinity.plan.WishList.Wish;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lays wishes on CPUs: the first wishes on the best stratum, and within a stratum each receiver together with its workers.
 *
 * <p>Worker {@code w} belongs to receiver {@code w mod receivers}; such a group goes where it fits whole and leaves least over,
 * and back to where a part of it already is. Log, scheduler and job take what is left.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Placement {
    private final int groups;
    private final Map<Wish, Slot> placed = new HashMap<>();
    private final Map<Integer, Domain> home = new HashMap<>();

    private Placement(int receivers) {
        this.groups = Math.max(1, receivers);
    }

    /** The CPU of each wish; there are as many wishes as slots. */
    static Map<Wish, Slot> of(List<Wish> wishes, List<Slot> slots, int receivers) {
        Placement placement = new Placement(receivers);
        Map<Stratum, List<Slot>> strata = new EnumMap<>(Stratum.class);
        for (Slot slot : slots)
            strata.computeIfAbsent(slot.stratum(), unseen -> new ArrayList<>()).add(slot);
        int next = 0;
        for (List<Slot> stratum : strata.values()) {
            placement.place(wishes.subList(next, next + stratum.size()), stratum);
            next += stratum.size();
        }
        return placement.placed;
    }

    private void place(List<Wish> wishes, List<Slot> slots) {
        Map<Domain, List<Slot>> free = new LinkedHashMap<>();
        for (Slot slot : slots)
            free.computeIfAbsent(slot.domain(), unseen -> new ArrayList<>()).add(slot);
        Map<Integer, List<Wish>> members = new TreeMap<>();
        List<Wish> services = new ArrayList<>();
        for (Wish wish : wishes) {
            if (wish.role().isHot())
                members.computeIfAbsent(wish.index() % groups, unseen -> new ArrayList<>())
                        .add(wish);
            else services.add(wish);
        }
        members.forEach((group, hot) -> placeGroup(group, hot, free));
        for (Wish wish : services) take(wish, free, firstFree(free));
    }

    private void placeGroup(int group, List<Wish> wishes, Map<Domain, List<Slot>> free) {
        for (int i = 0; i < wishes.size(); i++) {
            Domain domain = home.get(group);
            if (domain == null || !free.containsKey(domain)) domain = bestFit(free, wishes.size() - i);
            home.put(group, domain);
            take(wishes.get(i), free, domain);
        }
    }

    /** The domain with the fewest free CPUs that has enough; else the one with most. The first of equals. */
    private static Domain bestFit(Map<Domain, List<Slot>> free, int needed) {
        Domain best = firstFree(free);
        for (Map.Entry<Domain, List<Slot>> entry : free.entrySet()) {
            int bestSize = free.getOrDefault(best, List.of()).size();
            int size = entry.getValue().size();
            boolean better = bestSize >= needed ? size >= needed && size < bestSize : size > bestSize;
            if (better) best = entry.getKey();
        }
        return best;
    }

    private static Domain firstFree(Map<Domain, List<Slot>> free) {
        return free.keySet().iterator().next();
    }

    private void take(Wish wish, Map<Domain, List<Slot>> free, Domain domain) {
        List<Slot> slots = free.getOrDefault(domain, List.of());
        placed.put(wish, slots.remove(0));
        if (slots.isEmpty()) free.remove(domain);
    }
}
