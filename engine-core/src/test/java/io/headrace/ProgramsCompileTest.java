package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.receiver.Receiver;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs as users write them: that they compile without casts is most of the test, that they start is the rest. */
class ProgramsCompileTest {
    private static final Pattern SPACE = Pattern.compile(" ");

    private final FakeBackend backend = new FakeBackend();
    private final StreamingContext ctx = StreamingContext.builder("programs")
            .batchInterval(Duration.ofMillis(10))
            .backend(backend)
            .build();

    /** A flat record's view. */
    public interface Trade {
        long account();

        double price();
    }

    @AfterEach
    void shouldStartAndStop() {
        ctx.start();
        ctx.stop();
        assertThat(backend.engine().starts).isEqualTo(1);
    }

    @Test
    void shouldCountWordsOfStrings() {
        DStream<String> lines = ctx.socketTextStream("localhost", 9999);
        lines.flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> new Tuple2<>(word, 1))
                .reduceByKey(Integer::sum)
                .print();
    }

    @Test
    void shouldPortSparksNetworkWordCount() {
        DStream<String> lines = ctx.socketTextStream("localhost", 9999, StorageLevel.MEMORY_AND_DISK_SER);
        DStream<String> words = lines.flatMap(x -> Arrays.asList(SPACE.split(x)).iterator());
        PairDStream<String, Integer> wordCounts =
                words.mapToPair(s -> new Tuple2<>(s, 1)).reduceByKey((i1, i2) -> i1 + i2);
        wordCounts.print();
    }

    @Test
    void shouldCountWordsOfViews() {
        ctx.socketUtf8Stream("localhost", 9999)
                .split(' ')
                .countByValue()
                .foreachRDD(rdd -> rdd.forEachText(
                        (word, count) -> assertThat(word.length() + count).isPositive()));
    }

    @Test
    void shouldKeyViewsByPartsOfThem() {
        Utf8DStream lines = ctx.socketUtf8Stream("localhost", 9999).filter(line -> !line.isEmpty());
        PairDStream<String, Long> bytes = lines.mapToPair(Keys.text(line -> line), Values.ofLong(line -> line.length()))
                .reduceByKey(Reducers.sumLong());
        PairDStream<Long, Long> byLength =
                lines.mapToPair(Keys.ofLong(Utf8View::length), Values.one()).sumByKey();
        bytes.print();
        byLength.foreachRDD((rdd, time) -> rdd.forEachLong((length, count) ->
                assertThat(length + count + time.milliseconds()).isPositive()));
        lines.<Utf8View>flatMap((line, out) -> out.accept(line)).count().print();
        lines.map(Utf8View::toString).map(String::length).print();
    }

    @Test
    void shouldReduceFlatRecordsInWindows() {
        FlatLayout layout =
                FlatLayout.builder().addLong("account").addDouble("price").build();
        ViewDStream<Trade> trades = ctx.socketFrameStream("localhost", 9998, FlatViews.of(Trade.class, layout));
        PairDStream<Long, Double> highest = trades.filter(trade -> trade.price() > 0)
                .mapToPair(Keys.ofLong(trade -> trade.account()), Values.ofDouble(trade -> trade.price()))
                .reduceByKeyAndWindow(Reducers.maxDouble(), Durations.seconds(10), Durations.seconds(1));
        highest.print(3);
        trades.mapToPair(Keys.ofLong(Trade::account), Values.one()).sumByKey().print();
    }

    @Test
    void shouldKeepStateByKey() {
        PairDStream<String, Integer> ones =
                ctx.socketTextStream("localhost", 9999).mapToPair(word -> new Tuple2<>(word, 1));
        PairDStream<String, Integer> counts = ones.updateStateByKey((values, state) -> {
            int sum = state.orElse(0);
            for (int value : values) sum += value;
            return Optional.of(sum);
        });
        PairDStream<String, Long> typed = ones.<Long>updateStateByKey(
                (values, state) -> Optional.of(state.orElse(0L) + values.size()), new HashPartitioner(3));
        counts.print();
        typed.print();
    }

    @Test
    void shouldReduceObjectsInWindows() {
        PairDStream<String, Integer> ones =
                ctx.receiverStream(new NothingReceiver()).mapToPair(word -> new Tuple2<>(word, 1));
        ones.reduceByKeyAndWindow(Integer::sum, Durations.seconds(30), Durations.seconds(10))
                .print();
        ones.reduceByKeyAndWindow((a, b) -> a + b, (a, b) -> a - b, Durations.seconds(30), Durations.seconds(10))
                .print();
        ones.reduceByKeyAndWindow(
                        Integer::sum,
                        (a, b) -> a - b,
                        Durations.seconds(30),
                        Durations.seconds(10),
                        2,
                        pair -> pair._2() != 0)
                .print();
        ones.window(Durations.seconds(1))
                .groupByKey()
                .mapValues(values -> values.iterator().next())
                .print();
        ones.map(Tuple2::_2)
                .reduceByWindow(Integer::sum, Durations.seconds(1), Durations.seconds(1))
                .print();
        ones.countByWindow(Durations.seconds(1), Durations.seconds(1)).print();
        ones.map(Tuple2::_1)
                .countByValueAndWindow(Durations.seconds(1), Durations.seconds(1))
                .print();
    }

    @Test
    void shouldUseEveryShapeOfOperation() {
        DStream<Long> numbers = ctx.rateStream(1000).name("numbers").types(Long.class);
        numbers.mapPartitions(values -> List.of(values.next()).iterator())
                .glom()
                .print();
        numbers.transform(rdd -> rdd.map(n -> n + 1)).print();
        numbers.transform((rdd, time) -> rdd.map(n -> n + time.milliseconds())).print();
        numbers.transformToPair(
                        rdd -> rdd.mapToPair(n -> new Tuple2<>(n % 10, n)).sortByKey(false))
                .print();
        numbers.transformWith(numbers.count(), (all, count, time) -> all.union(count))
                .print();
        numbers.flatMapToPair(
                        n -> List.of(new Tuple2<>(n, "a"), new Tuple2<>(n, "b")).iterator())
                .combineByKey(
                        s -> new StringBuilder(s), StringBuilder::append, StringBuilder::append, new HashPartitioner(2))
                .mapValues(StringBuilder::toString)
                .print();
        numbers.repartition(4)
                .filter(n -> n > 3)
                .reduce(Long::sum)
                .union(numbers.countByValue().map(Tuple2::_2))
                .print();
        ctx.union(numbers, numbers.map(n -> n * 2)).foreachRDD(rdd -> {
            Map<Long, Long> counts = rdd.countByValue();
            assertThat(counts).isNotNull();
        });
        ctx.transform(
                        List.of(numbers, numbers.count()),
                        (rdds, time) -> rdds.get(0).map(Object::toString))
                .print();
        numbers.mapToPair(n -> new Tuple2<>(n, n))
                .flatMapValues(n -> List.of(n, n).iterator())
                .reduceByKey(Reducers.exact(Long::sum), 3)
                .toDStream()
                .foreachRDD((rdd, time) -> rdd.foreach(pair -> assertThat(pair).isNotNull()));
    }

    /** Receives nothing. */
    private static final class NothingReceiver extends Receiver<String> {
        private static final long serialVersionUID = 1;

        NothingReceiver() {
            super(StorageLevel.MEMORY_AND_DISK_2);
        }

        @Override
        public void onStart() {
            Iterator<String> none = List.<String>of().iterator();
            assertThat(none).isExhausted();
        }

        @Override
        public void onStop() {}
    }
}
