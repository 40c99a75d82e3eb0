package io.headrace.bench.nexmark;

import io.headrace.DStream;
import io.headrace.PairRdd;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The queries on objects. <b>Threading:</b> no state. */
final class ObjectQueries extends Queries {
    private static final int PARTITIONS = 4;

    private final DStream<NexmarkEvent> events;

    ObjectQueries(DStream<NexmarkEvent> events, Tally tally) {
        super(tally);
        this.events = events;
    }

    @Override
    void passThrough() {
        events.foreachRDD(rows -> rows.foreach(event ->
                row(NexmarkEvent.eventHash(event.kind(), event.time(), event.first(), event.second(), event.third()))));
    }

    @Override
    void convert() {
        events.filter(NexmarkEvent::isBid).map(NexmarkEvent::inEuros).foreachRDD(rows -> rows.foreach(this::bid));
    }

    private void bid(NexmarkEvent bid) {
        row(NexmarkEvent.bidHash(bid.first(), bid.second(), bid.third(), bid.time()));
    }

    @Override
    void select() {
        events.filter(event -> event.isBid() && !NexmarkEvent.isSkipped(event.first()))
                .map(bid -> new Tuple2<>(bid.first(), bid.third()))
                .foreachRDD(rows -> rows.foreach(price -> row(NexmarkEvent.priceHash(price._1(), price._2()))));
    }

    @Override
    void joinSellers() {
        events.filter(event -> event.kind() == NexmarkEvent.PERSON || event.isOfCategory())
                .mapToPair(event -> new Tuple2<>(
                        event.kind() == NexmarkEvent.PERSON ? event.first() : event.second(),
                        new Tuple2<>(event.kind() == NexmarkEvent.PERSON ? event.text() : "", event.first())))
                .mapWithState(StateSpec.function(ObjectQueries::meet).timeout(Duration.ofSeconds(Query.IDLE_SECONDS)))
                .flatMap(List::iterator)
                .foreachRDD(rows -> rows.foreach(row -> row(NexmarkEvent.sellerHash(KeyHash.of(row._1()), row._2()))));
    }

    /** The text of a person, or none and the number of an auction, meet what is known: the person's text, and the auctions that wait. */
    private static List<Tuple2<String, Long>> meet(
            Long person, Optional<Tuple2<String, Long>> news, State<Tuple2<String, List<Long>>> state) {
        if (news.isEmpty()) return List.of(); // it times out
        Tuple2<String, List<Long>> known = state.getOption().orElse(new Tuple2<>("", List.of()));
        String text = news.get()._1();
        long auction = news.get()._2();
        if (text.isEmpty() && known._1().isEmpty()) {
            List<Long> waiting = new ArrayList<>(known._2());
            waiting.add(auction);
            state.update(new Tuple2<>("", waiting));
            return List.of();
        }
        if (text.isEmpty())
            return NexmarkEvent.isOfThree(known._1()) ? List.of(new Tuple2<>(known._1(), auction)) : List.of();
        state.update(new Tuple2<>(text, List.of()));
        if (!NexmarkEvent.isOfThree(text)) return List.of();
        return known._2().stream().map(waited -> new Tuple2<>(text, waited)).toList();
    }

    @Override
    void findHotItems() {
        Tally.Part part = tally.part();
        events.filter(NexmarkEvent::isBid)
                .mapToPair(bid -> new Tuple2<>(bid.first(), 1L))
                .reduceByKeyAndWindow(
                        Long::sum,
                        (total, leaving) -> total - leaving,
                        Duration.ofMillis(NexmarkEvent.WINDOW_MILLIS),
                        Duration.ofMillis(NexmarkEvent.SLIDE_MILLIS),
                        PARTITIONS,
                        pair -> pair._2() != 0)
                .foreachRDD(counts -> hottest(counts, part));
    }

    private static void hottest(PairRdd<Long, Long> counts, Tally.Part part) {
        List<Tuple2<Long, Long>> all = counts.collect();
        long most = 0;
        for (Tuple2<Long, Long> count : all) most = Math.max(most, count._2());
        for (Tuple2<Long, Long> count : all) {
            if (count._2() == most) part.add(NexmarkEvent.countHash(count._1(), most), 1);
        }
    }

    @Override
    void findHighest() {
        events.filter(NexmarkEvent::isBid)
                .reduce((highest, bid) -> bid.third() >= highest.third() ? bid : highest)
                .foreachRDD(rows -> rows.foreach(this::bid));
    }

    @Override
    void joinNewUsers() {
        events.filter(event -> event.kind() == NexmarkEvent.PERSON)
                .mapToPair(person -> new Tuple2<>(person.first(), person.name()))
                .join(events.filter(event -> event.kind() == NexmarkEvent.AUCTION)
                        .mapToPair(auction -> new Tuple2<>(auction.second(), auction.fourth())))
                .foreachRDD(rows -> rows.foreach(row -> row(NexmarkEvent.newUserHash(
                        KeyHash.of(row._2()._1()), row._1(), row._2()._2()))));
    }
}
