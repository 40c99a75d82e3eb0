package io.headrace.bench.peers.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.counting;
import static com.hazelcast.jet.aggregate.AggregateOperations.maxBy;
import static com.hazelcast.jet.aggregate.AggregateOperations.toList;
import static com.hazelcast.jet.pipeline.WindowDefinition.sliding;
import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;

import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.datamodel.Tuple2;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.StreamStage;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.EventTimes;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.util.List;

/** Queries of Nexmark that end with their windows. */
public final class Nexmark implements Contender {
    private static final NexmarkEvent LAST = new NexmarkEvent(NexmarkEvent.PERSON, 0, 0, 0, 0, 0, "");

    @Override
    public void run(Task task) throws Exception {
        Pipeline pipeline = Pipeline.create();
        switch (task.text("query")) {
            case "Q0" -> stateless(pipeline).writeTo(Jets.tally((tally, event) -> tally.add(eventHash(event), 1)));
            case "Q1" ->
                stateless(pipeline)
                        .filter(NexmarkEvent::isBid)
                        .map(NexmarkEvent::inEuros)
                        .writeTo(Jets.tally((tally, bid) -> tally.add(bidHash(bid), 1)));
            case "Q2" ->
                stateless(pipeline)
                        .filter(event -> event.isBid() && !NexmarkEvent.isSkipped(event.first()))
                        .map(bid -> Tuple2.tuple2(bid.first(), bid.third()))
                        .writeTo(Jets.tally(
                                (tally, price) -> tally.add(NexmarkEvent.priceHash(price.f0(), price.f1()), 1)));
            case "Q5" -> findHotItems(timed(pipeline));
            case "Q7" ->
                timed(pipeline)
                        .filter(NexmarkEvent::isBid)
                        .window(tumbling(NexmarkEvent.WINDOW_MILLIS))
                        .aggregate(maxBy((one, other) -> NexmarkEvent.BY_PRICE.compare(one, other)))
                        .writeTo(Jets.tally((tally, row) -> tally.add(bidHash(row.result()), 1)));
            case "Q8" -> joinNewUsers(timed(pipeline));
            default -> throw new IllegalArgumentException("query " + task.text("query") + " is not written for Jet");
        }
        Jets.run(pipeline, task);
    }

    private static StreamStage<NexmarkEvent> stateless(Pipeline pipeline) {
        return pipeline.readFrom(RepeatedP.source(Nexmark::events)).withoutTimestamps();
    }

    private static StreamStage<NexmarkEvent> timed(Pipeline pipeline) {
        return pipeline.readFrom(RepeatedP.source(Nexmark::events, LAST)).withNativeTimestamps(0);
    }

    private static long eventHash(NexmarkEvent event) {
        return NexmarkEvent.eventHash(event.kind(), event.time(), event.first(), event.second(), event.third());
    }

    private static long bidHash(NexmarkEvent bid) {
        return NexmarkEvent.bidHash(bid.first(), bid.second(), bid.third(), bid.time());
    }

    /** Counts by auction, of which those of the same window come together in one of a slide. */
    private static void findHotItems(StreamStage<NexmarkEvent> events) {
        events.filter(NexmarkEvent::isBid)
                .groupingKey(NexmarkEvent::first)
                .window(sliding(NexmarkEvent.WINDOW_MILLIS, NexmarkEvent.SLIDE_MILLIS))
                .aggregate(counting())
                .window(tumbling(NexmarkEvent.SLIDE_MILLIS))
                .aggregate(toList())
                .writeTo(Jets.tally((tally, row) -> hottest(tally, row.result())));
    }

    private static void hottest(Tally.Part tally, List<KeyedWindowResult<Long, Long>> counts) {
        long most = 0;
        for (KeyedWindowResult<Long, Long> count : counts) most = Math.max(most, count.result());
        for (KeyedWindowResult<Long, Long> count : counts) {
            if (count.result() == most) tally.add(NexmarkEvent.countHash(count.key(), most), 1);
        }
    }

    private static void joinNewUsers(StreamStage<NexmarkEvent> events) {
        events.filter(event -> event.kind() == NexmarkEvent.PERSON)
                .groupingKey(NexmarkEvent::first)
                .window(tumbling(NexmarkEvent.WINDOW_MILLIS))
                .aggregate2(
                        toList(),
                        events.filter(event -> event.kind() == NexmarkEvent.AUCTION)
                                .groupingKey(NexmarkEvent::second),
                        toList())
                .writeTo(Jets.tally((tally, row) ->
                        newUsers(tally, row.result().f0(), row.result().f1())));
    }

    private static void newUsers(Tally.Part tally, List<NexmarkEvent> persons, List<NexmarkEvent> auctions) {
        for (NexmarkEvent person : persons) {
            for (NexmarkEvent auction : auctions)
                tally.add(NexmarkEvent.newUserHash(KeyHash.of(person.name()), person.first(), auction.fourth()), 1);
        }
    }

    /** Each part has some of the events of each moment. */
    private static RepeatedP.Part<NexmarkEvent> events(int part, int parts) throws Exception {
        List<NexmarkEvent> all = NexmarkEvent.read(Task.current().input());
        EventTimes times = EventTimes.of(all);
        return new RepeatedP.Part<>() {
            @Override
            public int size() {
                return (all.size() - part + parts - 1) / parts;
            }

            @Override
            public NexmarkEvent get(int i) {
                return all.get(i * parts + part);
            }

            @Override
            public long time(int pass, int i) {
                return times.of(pass, get(i));
            }

            @Override
            public long end(int passes) {
                return times.beginOf(passes);
            }
        };
    }
}
