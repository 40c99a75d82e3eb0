package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.EventTimes;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.AllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Queries of Nexmark that end with their windows. What goes from task to task is tuples; events stay where they are read. */
public final class Nexmark implements Contender {
    private static final Duration WINDOW = Duration.ofMillis(NexmarkEvent.WINDOW_MILLIS);
    private static final Duration SLIDE = Duration.ofMillis(NexmarkEvent.SLIDE_MILLIS);

    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        DataStream<NexmarkEvent> events =
                environment.addSource(new Repeated<>(Nexmark::events), "events", Types.GENERIC(NexmarkEvent.class));
        rows(task.text("query"), events).addSink(new TallySink<>((tally, row) -> tally.add(row, 1)));
        environment.execute();
    }

    /** The hashes of a query's rows. */
    private static DataStream<Long> rows(String query, DataStream<NexmarkEvent> events) {
        return switch (query) {
            case "Q0" -> events.map(Nexmark::eventHash).returns(Types.LONG);
            case "Q1" ->
                events.filter(NexmarkEvent::isBid)
                        .map(NexmarkEvent::inEuros)
                        .returns(Types.GENERIC(NexmarkEvent.class))
                        .map(Nexmark::bidHash)
                        .returns(Types.LONG);
            case "Q2" ->
                events.filter(event -> event.isBid() && !NexmarkEvent.isSkipped(event.first()))
                        .map(bid -> NexmarkEvent.priceHash(bid.first(), bid.third()))
                        .returns(Types.LONG);
            case "Q5" -> hotItems(events);
            case "Q7" -> highestBids(events);
            case "Q8" -> newUsers(events);
            default -> throw new IllegalArgumentException("query " + query + " is not written for Flink");
        };
    }

    private static long eventHash(NexmarkEvent event) {
        return NexmarkEvent.eventHash(event.kind(), event.time(), event.first(), event.second(), event.third());
    }

    private static long bidHash(NexmarkEvent bid) {
        return NexmarkEvent.bidHash(bid.first(), bid.second(), bid.third(), bid.time());
    }

    private static DataStream<Long> highestBids(DataStream<NexmarkEvent> events) {
        return events.filter(NexmarkEvent::isBid)
                .map(bid -> new Tuple4<>(bid.first(), bid.second(), bid.third(), bid.time()))
                .returns(Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG))
                .windowAll(TumblingEventTimeWindows.of(WINDOW))
                .reduce(Nexmark::higher)
                .map(bid -> NexmarkEvent.bidHash(bid.f0, bid.f1, bid.f2, bid.f3))
                .returns(Types.LONG);
    }

    /** Of equal ones the later. */
    private static Tuple4<Long, Long, Long, Long> higher(
            Tuple4<Long, Long, Long, Long> one, Tuple4<Long, Long, Long, Long> other) {
        if (one.f2 > other.f2) return one;
        return one.f2 < other.f2 || one.f3 <= other.f3 ? other : one;
    }

    /** Counts by auction, of which those of the same window come together in one of a slide. */
    private static DataStream<Long> hotItems(DataStream<NexmarkEvent> events) {
        return events.filter(NexmarkEvent::isBid)
                .map(bid -> new Tuple2<>(bid.first(), 1L))
                .returns(Types.TUPLE(Types.LONG, Types.LONG))
                .keyBy(bid -> bid.f0, Types.LONG)
                .window(SlidingEventTimeWindows.of(WINDOW, SLIDE))
                .reduce((sum, next) -> new Tuple2<>(sum.f0, sum.f1 + next.f1))
                .windowAll(TumblingEventTimeWindows.of(SLIDE))
                .apply(new Hottest(), Types.LONG);
    }

    /** Of the counts of a window. */
    private static final class Hottest implements AllWindowFunction<Tuple2<Long, Long>, Long, TimeWindow> {
        private static final long serialVersionUID = 1;

        @Override
        public void apply(TimeWindow window, Iterable<Tuple2<Long, Long>> counts, Collector<Long> out) {
            long most = 0;
            for (Tuple2<Long, Long> count : counts) most = Math.max(most, count.f1);
            for (Tuple2<Long, Long> count : counts) {
                if (count.f1 == most) out.collect(NexmarkEvent.countHash(count.f0, most));
            }
        }
    }

    private static DataStream<Long> newUsers(DataStream<NexmarkEvent> events) {
        DataStream<Tuple2<Long, String>> persons = events.filter(event -> event.kind() == NexmarkEvent.PERSON)
                .map(person -> new Tuple2<>(person.first(), person.name()))
                .returns(Types.TUPLE(Types.LONG, Types.STRING));
        DataStream<Tuple2<Long, Long>> auctions = events.filter(event -> event.kind() == NexmarkEvent.AUCTION)
                .map(auction -> new Tuple2<>(auction.second(), auction.fourth()))
                .returns(Types.TUPLE(Types.LONG, Types.LONG));
        return persons.join(auctions)
                .where(person -> person.f0, Types.LONG)
                .equalTo(auction -> auction.f0, Types.LONG)
                .window(TumblingEventTimeWindows.of(WINDOW))
                .apply(
                        (person, auction) -> NexmarkEvent.newUserHash(KeyHash.of(person.f1), person.f0, auction.f1),
                        Types.LONG);
    }

    /** Each part has some of the events of each moment. */
    private static Repeated.Part<NexmarkEvent> events(int part, int parts) throws Exception {
        List<NexmarkEvent> all = NexmarkEvent.read(Task.current().input());
        EventTimes times = EventTimes.of(all);
        return new Repeated.Part<>() {
            @Override
            public void forEach(Consumer<NexmarkEvent> consumer) {
                for (int i = part; i < all.size(); i += parts) consumer.accept(all.get(i));
            }

            @Override
            public long time(int pass, NexmarkEvent event) {
                return times.of(pass, event);
            }

            @Override
            public long end(int pass) {
                return times.beginOf(pass + 1) - 1;
            }
        };
    }
}
