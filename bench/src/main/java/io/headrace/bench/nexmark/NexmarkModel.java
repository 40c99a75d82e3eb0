package io.headrace.bench.nexmark;

import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.NexmarkEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the queries give, from plain collections: the rows of a list of events, counted and hashed. What Beam's models say is compared with this whenever
 * a file is written, so tests may do without them.
 *
 * <p><b>Threading:</b> one thread.
 */
final class NexmarkModel {
    private final List<NexmarkEvent> events;
    private long count;
    private long hash;

    NexmarkModel(Query query, List<NexmarkEvent> events) {
        this.events = events;
        switch (query) {
            case Q0 -> events.forEach(this::passThrough);
            case Q1 -> bids().forEach(this::convert);
            case Q2 -> bids().forEach(this::select);
            case Q3 -> joinSellers();
            case Q5 -> findHotItems();
            case Q7 -> byWindow(bids()).values().forEach(this::findHighest);
            case Q8 -> byWindow(events).values().forEach(this::joinNewUsers);
        }
    }

    long count() {
        return count;
    }

    long hash() {
        return hash;
    }

    private void row(long rowHash) {
        count++;
        hash += rowHash;
    }

    private List<NexmarkEvent> bids() {
        return events.stream().filter(NexmarkEvent::isBid).toList();
    }

    private static Map<Long, List<NexmarkEvent>> byWindow(List<NexmarkEvent> events) {
        Map<Long, List<NexmarkEvent>> windows = new TreeMap<>();
        for (NexmarkEvent event : events)
            windows.computeIfAbsent(event.time() / NexmarkEvent.WINDOW_MILLIS, w -> new ArrayList<>())
                    .add(event);
        return windows;
    }

    private void passThrough(NexmarkEvent event) {
        row(NexmarkEvent.eventHash(event.kind(), event.time(), event.first(), event.second(), event.third()));
    }

    private void convert(NexmarkEvent bid) {
        row(NexmarkEvent.bidHash(bid.first(), bid.second(), NexmarkEvent.euros(bid.third()), bid.time()));
    }

    private void select(NexmarkEvent bid) {
        if (!NexmarkEvent.isSkipped(bid.first())) row(NexmarkEvent.priceHash(bid.first(), bid.third()));
    }

    private void joinSellers() {
        Map<Long, NexmarkEvent> persons = new HashMap<>();
        for (NexmarkEvent event : events) {
            if (event.isOfThree()) persons.put(event.first(), event);
        }
        for (NexmarkEvent auction : events) {
            NexmarkEvent person = auction.isOfCategory() ? persons.get(auction.second()) : null;
            if (person != null) row(NexmarkEvent.sellerHash(KeyHash.of(person.text()), auction.first()));
        }
    }

    private void findHotItems() {
        Map<Long, Map<Long, Long>> windows = new TreeMap<>();
        for (NexmarkEvent bid : bids()) {
            long slide = bid.time() / NexmarkEvent.SLIDE_MILLIS;
            for (long end = slide; end < slide + NexmarkEvent.WINDOW_MILLIS / NexmarkEvent.SLIDE_MILLIS; end++)
                windows.computeIfAbsent(end, w -> new HashMap<>()).merge(bid.first(), 1L, Long::sum);
        }
        for (Map<Long, Long> counts : windows.values()) {
            long most = counts.values().stream().mapToLong(n -> n).max().orElseThrow();
            counts.forEach((auction, bids) -> {
                if (bids == most) row(NexmarkEvent.countHash(auction, bids));
            });
        }
    }

    private void findHighest(List<NexmarkEvent> bids) {
        NexmarkEvent highest = bids.get(0);
        for (NexmarkEvent bid : bids) {
            if (bid.third() >= highest.third()) highest = bid;
        }
        row(NexmarkEvent.bidHash(highest.first(), highest.second(), highest.third(), highest.time()));
    }

    private void joinNewUsers(List<NexmarkEvent> window) {
        Map<Long, NexmarkEvent> persons = new HashMap<>();
        for (NexmarkEvent event : window) {
            if (event.kind() == NexmarkEvent.PERSON) persons.put(event.first(), event);
        }
        for (NexmarkEvent auction : window) {
            NexmarkEvent person = auction.kind() == NexmarkEvent.AUCTION ? persons.get(auction.second()) : null;
            if (person != null)
                row(NexmarkEvent.newUserHash(KeyHash.of(person.name()), person.first(), auction.fourth()));
        }
    }
}
