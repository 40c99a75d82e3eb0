package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;
import scala.Tuple4;

/**
 * Queries of Nexmark on a DStream, a batch being a pass over the file, so that nothing is remembered between batches; where a query has windows,
 * they are part of the key. What is shuffled is tuples; events stay where they are read.
 */
public final class Nexmark implements Contender {
    private static final Held<NexmarkEvent> EVENTS = new Held<>(NexmarkEvent::read);

    @Override
    public void run(Task task) throws Exception {
        String query = task.text("query");
        Batches batches = query.equals("Q3") || query.equals("Q8") ? Batches.withEmpty(task) : new Batches(task);
        batches.run(part -> EVENTS.open(part), events -> Sparks.tally(rows(query, events)));
    }

    /** The hashes of a query's rows. */
    private static JavaDStream<Long> rows(String query, JavaDStream<NexmarkEvent> events) {
        return switch (query) {
            case "Q0" ->
                events.map(event -> NexmarkEvent.eventHash(
                        event.kind(), event.time(), event.first(), event.second(), event.third()));
            case "Q1" ->
                events.filter(NexmarkEvent::isBid).map(NexmarkEvent::inEuros).map(bid -> bidHash(bid));
            case "Q2" ->
                events.filter(event -> event.isBid() && !NexmarkEvent.isSkipped(event.first()))
                        .map(bid -> NexmarkEvent.priceHash(bid.first(), bid.third()));
            case "Q3" -> sellers(events);
            case "Q5" -> hotItems(events);
            case "Q7" ->
                events.filter(NexmarkEvent::isBid)
                        .mapToPair(bid -> new Tuple2<>(
                                window(bid), new Tuple4<>(bid.first(), bid.second(), bid.third(), bid.time())))
                        .reduceByKey(Nexmark::higher)
                        .map(highest -> bidHash(highest._2()));
            case "Q8" -> newUsers(events);
            default -> throw new IllegalArgumentException("query " + query + " is not written for Spark");
        };
    }

    private static long bidHash(NexmarkEvent bid) {
        return NexmarkEvent.bidHash(bid.first(), bid.second(), bid.third(), bid.time());
    }

    private static long bidHash(Tuple4<Long, Long, Long, Long> bid) {
        return NexmarkEvent.bidHash(bid._1(), bid._2(), bid._3(), bid._4());
    }

    /** Of equal ones the later. */
    private static Tuple4<Long, Long, Long, Long> higher(
            Tuple4<Long, Long, Long, Long> one, Tuple4<Long, Long, Long, Long> other) {
        if (one._3() > other._3()) return one;
        return one._3() < other._3() || one._4() <= other._4() ? other : one;
    }

    /** The ten seconds that it is of. */
    private static long window(NexmarkEvent event) {
        return event.time() / NexmarkEvent.WINDOW_MILLIS;
    }

    private static JavaDStream<Long> sellers(JavaDStream<NexmarkEvent> events) {
        JavaPairDStream<Long, String> persons =
                events.filter(NexmarkEvent::isOfThree).mapToPair(person -> new Tuple2<>(person.first(), person.text()));
        JavaPairDStream<Long, Long> auctions = events.filter(NexmarkEvent::isOfCategory)
                .mapToPair(auction -> new Tuple2<>(auction.second(), auction.first()));
        return persons.join(auctions)
                .map(row -> NexmarkEvent.sellerHash(
                        KeyHash.of(row._2()._1()), row._2()._2()));
    }

    private static JavaDStream<Long> newUsers(JavaDStream<NexmarkEvent> events) {
        JavaPairDStream<Tuple2<Long, Long>, String> persons = events.filter(
                        event -> event.kind() == NexmarkEvent.PERSON)
                .mapToPair(person -> new Tuple2<>(new Tuple2<>(person.first(), window(person)), person.name()));
        JavaPairDStream<Tuple2<Long, Long>, Long> auctions = events.filter(
                        event -> event.kind() == NexmarkEvent.AUCTION)
                .mapToPair(auction -> new Tuple2<>(new Tuple2<>(auction.second(), window(auction)), auction.fourth()));
        return persons.join(auctions)
                .map(row -> NexmarkEvent.newUserHash(
                        KeyHash.of(row._2()._1()), row._1()._1(), row._2()._2()));
    }

    /** Counts by auction and window, of each window those that no other one exceeds. */
    private static JavaDStream<Long> hotItems(JavaDStream<NexmarkEvent> events) {
        return events.filter(NexmarkEvent::isBid)
                .flatMapToPair(Nexmark::countInWindows)
                .reduceByKey(Long::sum)
                .mapToPair(count -> new Tuple2<>(
                        count._1()._2(),
                        new Tuple2<>(count._2(), listOf(count._1()._1()))))
                .reduceByKey(Nexmark::hotter)
                .flatMap(hottest -> hottest._2()._2().stream()
                        .map(auction ->
                                NexmarkEvent.countHash(auction, hottest._2()._1()))
                        .iterator());
    }

    /** A bid is in the two windows that end behind it: one of each slide. */
    private static Iterator<Tuple2<Tuple2<Long, Long>, Long>> countInWindows(NexmarkEvent bid) {
        long slide = bid.time() / NexmarkEvent.SLIDE_MILLIS;
        return List.of(
                        new Tuple2<>(new Tuple2<>(bid.first(), slide), 1L),
                        new Tuple2<>(new Tuple2<>(bid.first(), slide + 1), 1L))
                .iterator();
    }

    /** One that Kryo can make again. */
    private static List<Long> listOf(long auction) {
        List<Long> list = new ArrayList<>(1);
        list.add(auction);
        return list;
    }

    /** A number of bids, and the auctions that have so many. */
    private static Tuple2<Long, List<Long>> hotter(Tuple2<Long, List<Long>> one, Tuple2<Long, List<Long>> other) {
        if (!one._1().equals(other._1())) return one._1() > other._1() ? one : other;
        List<Long> both = new ArrayList<>(one._2());
        both.addAll(other._2());
        return new Tuple2<>(one._1(), both);
    }
}
