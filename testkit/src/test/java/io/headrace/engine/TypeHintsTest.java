package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.ManualClock;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code types(…)}: which codecs are chosen, what does not fit, and what a later program may say. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TypeHintsTest {
    private static final Duration SECOND = Durations.seconds(1);

    enum Side {
        BUY,
        SELL
    }

    /** Nobody registers these. */
    record Order(String customer, Side side, double price, Instant when) {}

    record Key(long id, String town) {}

    record Sum(int orders, double price) {}

    record Sums(int orders, double price, long more) {}

    static final class Plain {}

    /** Registered, and written by its fields. */
    static final class Profile {
        private int visits;

        static Profile of(int visits) {
            Profile made = new Profile();
            made.visits = visits;
            return made;
        }
    }

    private static final Order FIRST = new Order("Ann", Side.SELL, 2.5, Instant.EPOCH);
    private static final Order SECOND_ORDER = new Order(null, Side.BUY, Double.NaN, null);

    /** Records that nobody registered are in blocks, windows, keys and states, because the program says what they are. */
    @Test
    void shouldStoreWhatTheHintsName() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Order> feed = new BatchFeed<>();
            DStream<Order> orders = test.stream(feed).types(Order.class);
            Collected<Order> window = test.collect(orders.filter(order -> true).window(Durations.seconds(2)));
            Collected<Tuple2<Key, Sum>> sums = test.collect(orders.mapToPair(
                            order -> new Tuple2<>(new Key(1, order.customer()), order.price()))
                    .<Sum>updateStateByKey((prices, sum) -> Optional.of(new Sum(
                            sum.map(Sum::orders).orElse(0) + prices.size(), prices.isEmpty() ? 0 : prices.get(0))))
                    .types(Key.class, Sum.class));
            feed.batch(FIRST);
            feed.batch(SECOND_ORDER);
            test.advance(2);
            assertThat(window.last()).containsExactly(FIRST, SECOND_ORDER);
            sums.assertLastInAnyOrder(
                    new Tuple2<>(new Key(1, "Ann"), new Sum(1, 0)),
                    new Tuple2<>(new Key(1, null), new Sum(1, Double.NaN)));
        }
    }

    private static void refused(Consumer<PairDStream<String, Object>> program, Object value, String... parts)
            throws Exception {
        try (StreamTest test = StreamTest.every(SECOND, settings -> settings.kryo(KryoRegistry.ofJdkTypes()))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            program.accept(test.stream(feed).mapToPair(n -> new Tuple2<>("a", value)));
            feed.batch(1);
            assertThatThrownBy(() -> test.advance(1))
                    .satisfies(e -> assertThat(messages(e)).contains(parts));
        }
    }

    private static String messages(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = thrown; at != null; at = at.getCause())
            all.append(at.getMessage()).append('\n');
        return all.toString();
    }

    private static PairDStream<String, Object> latest(PairDStream<String, Object> values) {
        return values.updateStateByKey((news, state) -> news.isEmpty() ? state : Optional.of(news.get(0)));
    }

    @Test
    void shouldNameTheOperationTheHintAndTheValueThatIsNone() throws Exception {
        refused(
                values -> latest(values).types(String.class, Long.class).print(),
                1,
                "updateStateByKey at TypeHintsTest",
                "has a java.lang.Integer as value",
                "type hint says java.lang.Long");
        refused(
                values -> latest(values).types(Long.class, Object.class).print(),
                1,
                "has a java.lang.String as key",
                "type hint says java.lang.Long");
    }

    @Test
    void shouldRefuseHintsAtTheCallOrAtTheStart() throws Exception {
        refused(
                values -> latest(values).types(String.class, Plain.class).print(),
                1,
                "updateStateByKey at TypeHintsTest",
                "TypeHintsTest$Plain cannot be followed",
                "types.canonical(0, ");
        refused(
                values -> latest(values)
                        .types(java.util.HashSet.class, Long.class)
                        .print(),
                1,
                "the type hint java.util.HashSet is not one of keys");
        refused(
                values -> values.map(pair -> pair).types(Plain[].class).print(),
                1,
                "map at TypeHintsTest",
                "an array (Plain[]) equals nothing but itself");
        try (StreamTest test = StreamTest.every(SECOND)) {
            PairDStream<Integer, Integer> pairs =
                    test.stream(new BatchFeed<Integer>()).mapToPair(n -> new Tuple2<>(n, n));
            assertThatThrownBy(() -> pairs.types(Integer.class)).hasMessageContaining("names 1 classes");
            assertThatThrownBy(() -> pairs.map(pair -> 1).types()).hasMessageContaining("names 0 classes");
        }
    }

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final List<Map<String, ?>> given = new ArrayList<>();

    private <S> StreamingContext context(Class<?> input, Class<S> state, S one, KryoRegistry registry) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext made = StreamingContext.builder("hints")
                    .batchInterval(SECOND)
                    .kryo(registry)
                    .clock(clock)
                    .build();
            BatchFeed<Object> feed = new BatchFeed<>();
            feed.batch(input == Integer.class ? 1 : (Object) "1");
            made.batchStream(feed)
                    .types(input)
                    .name("numbers")
                    .mapToPair(number -> new Tuple2<>("all", 1))
                    .<S>updateStateByKey((values, old) -> Optional.of(old.orElse(one)))
                    .types(String.class, state)
                    .name("sums")
                    .foreachRDD(rdd -> {
                        Map<String, S> all = new HashMap<>();
                        rdd.collect().forEach(pair -> all.put(pair._1(), pair._2()));
                        given.add(all);
                    });
            return made;
        });
    }

    private <S> void run(Class<?> input, Class<S> state, S one, KryoRegistry registry) throws Exception {
        int before = given.size();
        try (StreamingContext context = context(input, state, one, registry)) {
            context.start();
            clock.advance(SECOND);
            while (given.size() == before)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            context.stop(true);
        }
    }

    private <S> void refusedLater(Class<?> input, Class<S> state, S one, KryoRegistry registry, String... parts) {
        try (StreamingContext context = context(input, state, one, registry)) {
            assertThatThrownBy(context::start)
                    .satisfies(e -> assertThat(e.getMessage()).contains(parts));
        }
    }

    /** What was stored as one thing is not read as another: the refusal names the stream, what it was, and what to do. */
    @Test
    void shouldRefuseAChangedHintAndAChangedRecord() throws Exception {
        KryoRegistry none = KryoRegistry.ofJdkTypes();
        run(Integer.class, Sum.class, new Sum(1, 2), none);
        run(Integer.class, Sum.class, new Sum(7, 7), none);
        assertThat(given.get(1)).isEqualTo(Map.of("all", new Sum(1, 2)));
        refusedLater(
                Integer.class,
                Sums.class,
                new Sums(1, 2, 3),
                none,
                "\"sums\", updateStateByKey at TypeHintsTest",
                "flat(int orders,double price)",
                "flat(int orders,double price,long more)",
                "change it back");
        refusedLater(Integer.class, Long.class, 1L, none, "\"sums\"", "flat(int orders,double price)", "long:1");
        refusedLater(String.class, Sum.class, new Sum(1, 2), none, "\"numbers\"", "int:1", "text:1");
    }

    @Test
    void shouldRefuseAChangedClassOfTheRegistry() throws Exception {
        KryoRegistry first =
                KryoRegistry.builder().register(0, "profile", Profile.class).build();
        KryoRegistry second =
                KryoRegistry.builder().register(0, "profile", Plain.class).build();
        run(Integer.class, Object.class, Profile.of(3), first);
        run(Integer.class, Object.class, Profile.of(4), first);
        assertThat(given.get(1).get("all"))
                .isInstanceOfSatisfying(
                        Profile.class, it -> assertThat(it.visits).isEqualTo(3));
        refusedLater(
                Integer.class,
                Object.class,
                new Plain(),
                second,
                "0 profile {int visits}",
                "0 profile {}",
                "change them back");
    }
}
