package io.headrace.examples.guide;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.Keys;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.Reducers;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.Utf8DStream;
import io.headrace.Values;
import io.headrace.memory.codec.object.KryoRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Snippets of the guide: windows and state. */
final class WindowsAndState {
    private WindowsAndState() {}

    static DStream<String> window(DStream<String> lines) {
        // tag::window
        DStream<String> lastMinute = lines.window(Duration.ofMinutes(1), Duration.ofSeconds(10));
        // end::window
        return lastMinute;
    }

    static PairDStream<String, Integer> plain(PairDStream<String, Integer> ones) {
        // tag::plain
        PairDStream<String, Integer> lastHour =
                ones.reduceByKeyAndWindow(Integer::sum, Durations.minutes(60), Durations.seconds(1));
        // end::plain
        return lastHour;
    }

    static PairDStream<String, Integer> inverse(PairDStream<String, Integer> ones) {
        // tag::inverse
        PairDStream<String, Integer> lastHour = ones.reduceByKeyAndWindow(
                Integer::sum,
                (total, leaving) -> total - leaving,
                Durations.minutes(60),
                Durations.seconds(1),
                4,
                pair -> pair._2() != 0);
        // end::inverse
        return lastHour;
    }

    static PairDStream<String, Long> onViews(Utf8DStream words) {
        // tag::window-views
        PairDStream<String, Long> lastHour = words.mapToPair(Keys.text(word -> word), Values.one())
                .reduceByKeyAndWindow(Reducers.sumLong(), Durations.minutes(60), Durations.seconds(1));
        // end::window-views
        return lastHour;
    }

    static PairDStream<String, Integer> state(PairDStream<String, Integer> ones) {
        // tag::state
        PairDStream<String, Integer> totals = ones.<Integer>updateStateByKey((values, state) -> {
            int sum = state.orElse(0);
            for (int value : values) sum += value;
            return sum > 1_000_000 ? Optional.empty() : Optional.of(sum); // empty: forget the key
        });
        // end::state
        return totals;
    }

    static PairDStream<String, Integer> mapped(PairDStream<String, Integer> ones) {
        // tag::map-state
        StateSpec<String, Integer, Integer, Tuple2<String, Integer>> count = StateSpec.function(
                        (String word, Optional<Integer> one, State<Integer> state) -> {
                            if (state.isTimingOut()) return new Tuple2<>(word, -1);
                            int sum = one.get() + state.getOption().orElse(0);
                            state.update(sum);
                            return new Tuple2<>(word, sum);
                        })
                .timeout(Durations.minutes(10));
        MapWithStateDStream<String, Integer, Integer, Tuple2<String, Integer>> news = ones.mapWithState(count);
        PairDStream<String, Integer> everyWord = news.stateSnapshots();
        // end::map-state
        return everyWord;
    }

    static PairDStream<String, Long> stateOnViews(Utf8DStream words) {
        // tag::state-views
        PairDStream<String, Long> totals =
                words.mapToPair(Keys.text(word -> word), Values.one()).updateStateByKey(Reducers.sumLong());
        // end::state-views
        return totals;
    }

    /** What is bought where. */
    record Product(String name, Currency currency) {}

    enum Currency {
        EUR,
        USD
    }

    record Sales(int count, double sum) {}

    static PairDStream<Product, Sales> types(PairDStream<Product, Double> prices) {
        // tag::types
        PairDStream<Product, Sales> sales = prices.<Sales>updateStateByKey((news, state) -> {
                    Sales before = state.orElse(new Sales(0, 0));
                    double sum = news.stream().mapToDouble(price -> price).sum();
                    return Optional.of(new Sales(before.count() + news.size(), before.sum() + sum));
                })
                .types(Product.class, Sales.class);
        // end::types
        return sales;
    }

    /** A class with an equals of its own, which ignores case. */
    static final class Name {
        final String text;

        Name(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name that && text.equalsIgnoreCase(that.text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    // tag::canonical
    static final class NameSerializer extends Serializer<Name> {
        @Override
        public void write(Kryo kryo, Output output, Name name) {
            output.writeString(name.text.toLowerCase(Locale.ROOT));
        }

        @Override
        public Name read(Kryo kryo, Input input, Class<? extends Name> type) {
            return new Name(input.readString());
        }
    }

    static final KryoRegistry TYPES = KryoRegistry.builder()
            .canonical(0, "name", Name.class, NameSerializer::new)
            .build();
    // end::canonical
}
