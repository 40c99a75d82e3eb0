package io.headrace.bench.nexmark;

import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.PairRdd;
import io.headrace.Reducers;
import io.headrace.Values;
import io.headrace.ViewDStream;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.words.WordBlocks;
import io.headrace.function.FlatOut;
import io.headrace.memory.codec.Utf8View;
import java.time.Duration;

/** The queries on views. What they make of an event they tell where they show it: views are not made of views. <b>Threading:</b> no state. */
final class ViewQueries extends Queries {
    private final ViewDStream<Event> events;

    ViewQueries(ViewDStream<Event> events, Tally tally) {
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
        events.filter(Event::isBid)
                .foreachRDD(rows -> rows.foreach(bid -> row(
                        NexmarkEvent.bidHash(bid.first(), bid.second(), NexmarkEvent.euros(bid.third()), bid.time()))));
    }

    @Override
    void select() {
        events.filter(event -> Event.isBid(event) && !NexmarkEvent.isSkipped(event.first()))
                .foreachRDD(rows -> rows.foreach(bid -> row(NexmarkEvent.priceHash(bid.first(), bid.third()))));
    }

    @Override
    void joinSellers() {
        events.filter(event -> event.kind() == NexmarkEvent.PERSON
                        || (event.kind() == NexmarkEvent.AUCTION && event.third() == NexmarkEvent.CATEGORY))
                .mapWithState(
                        Keys.ofLong(Event::person),
                        FlatStateSpec.<Event, Meeting, Joined>function(
                                        Meeting.views(),
                                        Joined.views(),
                                        (event, state, out) -> meetSeller(event, state.get(), out))
                                .timeout(Duration.ofSeconds(Query.IDLE_SECONDS)))
                .foreachRDD(rows -> {
                    ThreadLocal<Utf8View> texts = ThreadLocal.withInitial(Utf8View::new);
                    rows.foreach(row -> row(NexmarkEvent.sellerHash(hash(row.text(texts.get())), row.number())));
                });
    }

    private static void meetSeller(Event event, Meeting state, FlatOut<Joined> out) {
        if (event.kind() == NexmarkEvent.AUCTION) {
            Meeting.auction(state, event.second(), event.first(), out);
            return;
        }
        String text = event.text();
        if (NexmarkEvent.isOfThree(text)) Meeting.person(state, event.first(), text, out);
        else Meeting.elsewhere(state);
    }

    private static long hash(Utf8View text) {
        return WordBlocks.hash(text.address(), text.length());
    }

    @Override
    void findHotItems() {
        Tally.Part part = tally.part();
        events.filter(Event::isBid)
                .mapToPair(Keys.ofLong(Event::first), Values.one())
                .reduceByKeyAndWindow(
                        Reducers.sumLong(),
                        Duration.ofMillis(NexmarkEvent.WINDOW_MILLIS),
                        Duration.ofMillis(NexmarkEvent.SLIDE_MILLIS))
                .foreachRDD(counts -> hottest(counts, part));
    }

    private static void hottest(PairRdd<Long, Long> counts, Tally.Part part) {
        long[] most = {0};
        counts.forEachLong((auction, bids) -> most[0] = Math.max(most[0], bids));
        counts.forEachLong((auction, bids) -> {
            if (bids == most[0]) part.add(NexmarkEvent.countHash(auction, bids), 1);
        });
    }

    @Override
    void findHighest() {
        events.filter(Event::isBid)
                .mapWithState(
                        Keys.ofLong(bid -> 0),
                        FlatStateSpec.<Event, Highest, Joined>function(
                                Highest.views(), Joined.views(), (bid, state, out) -> keepHighest(bid, state.get())))
                .stateSnapshots()
                .foreachRDD(rows -> rows.foreach(
                        bid -> row(NexmarkEvent.bidHash(bid.auction(), bid.bidder(), bid.price(), bid.time()))));
    }

    private static void keepHighest(Event bid, Highest highest) {
        long window = bid.time() / NexmarkEvent.WINDOW_MILLIS;
        if (highest.window() == window && highest.price() > bid.third()) return;
        highest.window(window).auction(bid.first()).bidder(bid.second()).price(bid.third());
        highest.time(bid.time());
    }

    @Override
    void joinNewUsers() {
        events.filter(event -> !Event.isBid(event))
                .mapWithState(
                        Keys.ofLong(Event::person),
                        FlatStateSpec.<Event, Meeting, Joined>function(
                                        Meeting.views(), Joined.views(), (event, state, out) -> {
                                            Meeting of = state.get();
                                            Meeting.begin(of, event.time() / NexmarkEvent.WINDOW_MILLIS);
                                            if (event.kind() == NexmarkEvent.PERSON)
                                                Meeting.person(of, event.first(), name(event.text()), out);
                                            else Meeting.auction(of, event.second(), event.fourth(), out);
                                        })
                                .timeout(Duration.ofMillis(NexmarkEvent.WINDOW_MILLIS)))
                .foreachRDD(rows -> {
                    ThreadLocal<Utf8View> texts = ThreadLocal.withInitial(Utf8View::new);
                    rows.foreach(row ->
                            row(NexmarkEvent.newUserHash(hash(row.text(texts.get())), row.person(), row.number())));
                });
    }

    private static String name(String text) {
        return text.substring(0, text.indexOf(','));
    }
}
