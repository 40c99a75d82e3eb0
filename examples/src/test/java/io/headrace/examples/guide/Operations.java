package io.headrace.examples.guide;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.FlatJoin;
import io.headrace.FlatStateSpec;
import io.headrace.HashPartitioner;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.Utf8DStream;
import io.headrace.Values;
import io.headrace.ViewDStream;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import java.util.Arrays;
import java.util.Optional;

/** Snippets of the guide: operations, on objects and on views. */
final class Operations {
    private Operations() {}

    static PairDStream<String, Integer> wordsOnObjects(StreamingContext ctx) {
        // tag::objects
        DStream<String> words = ctx.socketTextStream("localhost", 9999)
                .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .filter(word -> !word.isEmpty());
        PairDStream<String, Integer> counts =
                words.mapToPair(word -> new Tuple2<>(word, 1)).reduceByKey(Integer::sum);
        // end::objects
        return counts;
    }

    static PairDStream<String, Long> wordsOnViews(StreamingContext ctx) {
        // tag::views
        Utf8DStream words = ctx.socketUtf8Stream("localhost", 9999).split(' ').filter(word -> !word.isEmpty());
        PairDStream<String, Long> counts = words.countByValue();
        // end::views
        return counts;
    }

    static PairDStream<String, Tuple2<Integer, Optional<String>>> joined(
            PairDStream<String, Integer> orders, PairDStream<String, String> towns) {
        // tag::join
        PairDStream<String, Tuple2<Integer, Optional<String>>> placed = orders.leftOuterJoin(towns);
        // end::join
        return placed;
    }

    static ViewDStream<Utf8View> pushed(Utf8DStream lines) {
        // tag::push
        ViewDStream<Utf8View> tags = lines.flatMap((line, out) -> {
            if (line.startsWith("#")) out.accept(line);
        });
        // end::push
        return tags;
    }

    // tag::flat
    interface Trade {
        long account();

        double price();

        long quantity();
    }

    static PairDStream<Long, Long> volumes(StreamingContext ctx) {
        FlatLayout layout = FlatLayout.builder()
                .addLong("account")
                .addDouble("price")
                .addLong("quantity")
                .build();
        return ctx.socketFrameStream("localhost", 9998, FlatViews.of(Trade.class, layout))
                .filter(trade -> trade.price() > 100)
                .mapToPair(Keys.ofLong(Trade::account), Values.ofLong(Trade::quantity))
                .reduceByKey(Reducers.sumLong());
    }
    // end::flat

    // tag::flat-state
    interface Count {
        long trades();

        Count trades(long trades);
    }

    interface Alert {
        long account();

        Alert account(long account);
    }

    static ViewDStream<Alert> alerts(ViewDStream<Trade> trades) {
        FlatLayout count = FlatLayout.builder().addLong("trades").build();
        FlatLayout alert = FlatLayout.builder().addLong("account").build();
        return trades.mapWithState(
                Keys.ofLong(Trade::account),
                FlatStateSpec.<Trade, Count, Alert>function(
                                FlatViews.of(Count.class, count),
                                FlatViews.of(Alert.class, alert),
                                (trade, state, out) -> {
                                    Count seen = state.get(); // all zeros for a key that is new
                                    seen.trades(seen.trades() + 1);
                                    if (seen.trades() == 1_000) out.add().account(trade.account());
                                })
                        .timeout(Durations.minutes(10)));
    }
    // end::flat-state

    // tag::flat-join
    interface Payment {
        long account();

        long amount();
    }

    interface Settled {
        Settled account(long account);

        Settled quantity(long quantity);

        Settled amount(long amount);
    }

    static ViewDStream<Settled> settled(ViewDStream<Trade> trades, ViewDStream<Payment> payments) {
        FlatLayout settled = FlatLayout.builder()
                .addLong("account")
                .addLong("quantity")
                .addLong("amount")
                .build();
        return trades.join(
                payments,
                FlatJoin.<Trade, Payment, Settled>on(
                                Keys.ofLong(Trade::account),
                                Keys.ofLong(Payment::account),
                                FlatViews.of(Settled.class, settled),
                                (trade, payment, out) -> out.add()
                                        .account(trade.account())
                                        .quantity(trade.quantity())
                                        .amount(payment.amount()))
                        .window(Durations.seconds(10), Durations.seconds(1)));
    }
    // end::flat-join

    static PairDStream<String, Integer> exact(PairDStream<String, Integer> pairs) {
        // tag::exact
        PairDStream<String, Integer> sums = pairs.reduceByKey(Reducers.exact(Integer::sum));
        // end::exact
        return sums;
    }

    static PairDStream<String, Integer> partitioned(PairDStream<String, Integer> pairs) {
        // tag::partitions
        PairDStream<String, Integer> bySpark = pairs.reduceByKey(Integer::sum, new HashPartitioner(8));
        PairDStream<String, Integer> byBytes = pairs.reduceByKey(Integer::sum, 8);
        // end::partitions
        return bySpark.union(byBytes);
    }
}
