package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.FlatJoin;
import io.headrace.Keys;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.ViewDStream;
import io.headrace.function.FlatOut;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.sink.BatchId;
import io.headrace.source.RateSource;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/** Joins orders with payments, in a window and batch by batch, and appends what each batch gives to a file. Run as {@code DIRECTORY OUTPUT DURABILITY}. */
final class ViewJoinProgram {
    private static final int BATCH_MILLIS = 10;
    private static final int WINDOW_BATCHES = 5;
    private static final int SLIDE_BATCHES = 2;
    private static final int KEYS = 17;
    private static final long FACTOR = 1L << 31;

    /** The record of the source, as it is. */
    interface Counted {
        long number();
    }

    /** An order, and a payment of it. */
    interface Pair {
        long order();

        Pair order(long number);

        long payment();

        Pair payment(long number);
    }

    private static final FlatViews<Counted> NUMBERS =
            FlatViews.of(Counted.class, FlatLayout.builder().addLong("number").build());
    private static final FlatViews<Pair> PAIRS = FlatViews.of(
            Pair.class, FlatLayout.builder().addLong("order").addLong("payment").build());

    private ViewJoinProgram() {}

    public static void main(String[] args) throws Exception {
        try (StreamingContext context = context(Path.of(args[0]), Path.of(args[1]), Durability.valueOf(args[2]))) {
            context.start();
            context.awaitTermination();
        }
    }

    static StreamingContext context(Path directory, Path output, Durability durability) {
        return context(directory, output, durability, ViewJoinProgram::isOrder);
    }

    /** @param isOrder which numbers are orders */
    static StreamingContext context(Path directory, Path output, Durability durability, LongPredicate isOrder) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("joins")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .durability(durability)
                    .set("headrace.checkpoint.interval", "30ms")
                    .set("headrace.block.bytes", String.valueOf(64 << 10))
                    .set("headrace.log.roll.bytes", String.valueOf(512 << 10))
                    .set("headrace.log.archive", JournalModel.archive(directory).toString())
                    .build();
            ViewDStream<Counted> numbers = context.polledViewStream("numbers", new RateSource(20_000), NUMBERS);
            write(
                    join(
                            numbers,
                            isOrder,
                            join().window(
                                            Durations.milliseconds(BATCH_MILLIS * WINDOW_BATCHES),
                                            Durations.milliseconds(BATCH_MILLIS * SLIDE_BATCHES))
                                    .numPartitions(3)),
                    output,
                    "window ");
            write(join(numbers, isOrder, join()), output, "batch ");
            return context;
        });
    }

    private static FlatJoin<Counted, Counted, Pair> join() {
        return FlatJoin.<Counted, Counted, Pair>on(
                Keys.ofLong(number -> key(number.number())),
                Keys.ofLong(number -> key(number.number())),
                PAIRS,
                ViewJoinProgram::pair);
    }

    private static ViewDStream<Pair> join(
            ViewDStream<Counted> numbers, LongPredicate isOrder, FlatJoin<Counted, Counted, Pair> join) {
        return numbers.filter(number -> isOrder.test(number.number()))
                .join(numbers.filter(number -> isPayment(number.number())), join);
    }

    private static void pair(Counted order, Counted payment, FlatOut<Pair> out) {
        out.add().order(order.number()).payment(payment.number());
    }

    private static void write(ViewDStream<Pair> pairs, Path output, String name) {
        pairs.name(name.trim())
                .map(pair -> shown(pair.order(), pair.payment()))
                .foreachRDD(rdd ->
                        CountingProgram.append(output, name + CountingProgram.line(rdd.batchId(), rdd.collect())));
    }

    private static Tuple2<Long, Long> shown(long order, long payment) {
        return new Tuple2<>(order * FACTOR + payment, key(order));
    }

    private static boolean isOrder(long number) {
        return number % 20 == 0;
    }

    private static boolean isPayment(long number) {
        return number % 10 == 1;
    }

    private static long key(long number) {
        return number / 20 * 7 % KEYS;
    }

    /** Checks that what was appended is what the journalled batches give; how many batches there were. */
    static int compare(List<String> lines, JournalModel model) {
        Set<String> whole = new HashSet<>(lines);
        List<JournalModel.Numbered> before = new ArrayList<>();
        int checked = 0;
        for (Map.Entry<BatchId, JournalModel.Numbered> batch : model.batches.entrySet()) {
            before.add(batch.getValue());
            String id = batch.getKey().toString();
            List<String> expected = new ArrayList<>(List.of("batch " + line(id, before, 1)));
            if (batch.getValue().tick() % SLIDE_BATCHES == 0)
                expected.add("window " + line(id, before, WINDOW_BATCHES));
            assertThat(whole).containsAll(expected);
            expected.forEach(whole::remove);
            checked++;
        }
        // What is left was torn by a kill: then it is the beginning of a line that was given again.
        whole.forEach(torn -> assertThat(
                        lines.stream().filter(line -> line.startsWith(torn)).count())
                .as(torn)
                .isGreaterThan(1));
        return checked;
    }

    private static String line(String id, List<JournalModel.Numbered> batches, int window) {
        List<Tuple2<Long, Long>> pairs = new ArrayList<>();
        List<Long> payments = numbers(batches, window, ViewJoinProgram::isPayment);
        for (long order : numbers(batches, window, ViewJoinProgram::isOrder)) {
            for (long payment : payments) if (key(order) == key(payment)) pairs.add(shown(order, payment));
        }
        return CountingProgram.line(id, pairs);
    }

    private static List<Long> numbers(List<JournalModel.Numbered> batches, int window, LongPredicate wanted) {
        long tick = batches.get(batches.size() - 1).tick();
        List<Long> numbers = new ArrayList<>();
        for (int i = Math.max(0, batches.size() - window); i < batches.size(); i++) {
            if (batches.get(i).tick() <= tick - window) continue;
            for (long number : batches.get(i).numbers()) if (wanted.test(number)) numbers.add(number);
        }
        return numbers;
    }
}
