package io.headrace.examples.guide;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.Reducers;
import io.headrace.Utf8DStream;
import io.headrace.Values;
import java.time.Duration;
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
}
