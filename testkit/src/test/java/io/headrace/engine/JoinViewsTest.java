package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DeadLetter;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.FlatJoin;
import io.headrace.Keys;
import io.headrace.StreamingContext;
import io.headrace.ViewDStream;
import io.headrace.function.FlatOut;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.source.RateSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Joins of views in whole programs: what they take, what they refuse, and what becomes of bad records. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JoinViewsTest {
    /** A record that comes in. */
    interface In {
        long number();
    }

    /** A pair of records. */
    interface Pair {
        long left();

        Pair left(long number);

        long right();

        Pair right(long number);
    }

    private static final FlatViews<In> INS =
            FlatViews.of(In.class, FlatLayout.builder().addLong("number").build());
    private static final FlatViews<Pair> PAIRS = FlatViews.of(
            Pair.class, FlatLayout.builder().addLong("left").addLong("right").build());

    private static StreamingContext context(FailurePolicy policy) {
        return StreamingContext.builder("joins")
                .batchInterval(Durations.milliseconds(10))
                .failurePolicy(policy)
                .workers(2)
                .build();
    }

    private static ViewDStream<In> numbers(StreamingContext context) {
        return context.polledViewStream("numbers", new RateSource(5_000), INS);
    }

    private static long badIsRefused(In in) {
        if (in.number() == 13) throw new IllegalArgumentException("no key for 13");
        return in.number();
    }

    private static void pair(In left, In right, FlatOut<Pair> out) {
        out.add().left(left.number()).right(right.number());
    }

    private static FlatJoin<In, In, Pair> byNumber() {
        return FlatJoin.<In, In, Pair>on(Keys.ofLong(In::number), Keys.ofLong(In::number), PAIRS, JoinViewsTest::pair);
    }

    /** Starts it, and waits until so many different numbers have met themselves. */
    private static Set<Long> meet(StreamingContext context, ViewDStream<Pair> pairs, int count) throws Exception {
        Set<Long> met = new ConcurrentSkipListSet<>();
        pairs.foreachRDD(rdd -> rdd.foreach(pair -> {
            assertThat(pair.left()).isEqualTo(pair.right());
            met.add(pair.left());
        }));
        context.start();
        while (met.size() < count)
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        return new TreeSet<>(met);
    }

    @Test
    void shouldSetARecordAsideWhoseKeyCannotBeFound() throws Exception {
        Numbers inOneBlock = new Numbers();
        inOneBlock.limit.set(100);
        try (StreamingContext context = context(FailurePolicy.DEAD_LETTER)) {
            ViewDStream<In> numbers = context.polledViewStream("numbers", inOneBlock, INS);
            FlatJoin<In, In, Pair> join = FlatJoin.<In, In, Pair>on(
                    Keys.ofLong(In::number), Keys.ofLong(JoinViewsTest::badIsRefused), PAIRS, JoinViewsTest::pair);
            Set<Long> met = meet(context, numbers.join(numbers, join), 99);
            assertThat(met).hasSize(99).contains(12L, 14L).doesNotContain(13L);
            List<DeadLetter> letters = context.deadLetters();
            assertThat(letters).hasSize(1);
            assertThat(letters.get(0).error()).contains("no key for 13");
            assertThat(letters.get(0).position()).isEqualTo(13);
        }
    }

    @Test
    void shouldJoinWhatComesOutOfAFlatMapWhenItIsSaidWhatItIs() throws Exception {
        try (StreamingContext context = context(FailurePolicy.FAIL)) {
            ViewDStream<In> numbers = numbers(context);
            ViewDStream<In> passed = numbers.flatMap((in, out) -> out.accept(in));
            assertThat(meet(context, passed.join(numbers, byNumber().left(INS)), 100))
                    .hasSizeGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void shouldSayWhatToDoAboutRecordsThatItDoesNotKnow() throws Exception {
        try (StreamingContext context = context(FailurePolicy.FAIL)) {
            ViewDStream<In> numbers = numbers(context);
            ViewDStream<In> passed = numbers.flatMap((in, out) -> out.accept(in));
            numbers.join(passed, byNumber()).foreachRDD(rdd -> {});
            context.start();
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(30_000))
                    .hasStackTraceContaining("say of which views they are, with FlatJoin.left(views) or right(views)");
        }
    }

    @Test
    void shouldJoinTexts() throws Exception {
        Set<String> met = new ConcurrentSkipListSet<>();
        try (StreamingContext context = context(FailurePolicy.FAIL)) {
            ViewDStream<Utf8View> texts =
                    context.polledUtf8Stream("texts", new RateSource(5_000, (number, address, capacity) -> {
                        RawMemory.putByte(address, (byte) ('a' + number % 26));
                        return 1;
                    }));
            FlatJoin<Utf8View, Utf8View, Pair> join = FlatJoin.<Utf8View, Utf8View, Pair>on(
                            Keys.text(text -> text), Keys.text(text -> text), PAIRS, (left, right, out) -> {
                                met.add(left + "=" + right);
                                out.add();
                            })
                    .window(Durations.milliseconds(20));
            texts.join(texts, join).foreachRDD(rdd -> rdd.foreach(pair -> {}));
            context.start();
            while (met.size() < 26)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }
        assertThat(met).hasSize(26).contains("a=a", "z=z");
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThatThrownBy(() -> FlatJoin.<In, Utf8View, Pair>on(
                        Keys.ofLong(In::number), Keys.text(text -> text), PAIRS, (left, right, out) -> out.add()))
                .hasMessageContaining("never equal");
        try (StreamingContext context = context(FailurePolicy.FAIL)) {
            ViewDStream<In> numbers = numbers(context);
            assertThatThrownBy(() -> numbers.join(numbers, byNumber().window(Durations.milliseconds(15))))
                    .hasMessageContaining("give a multiple of that");
            assertThatThrownBy(() -> numbers.join(
                            numbers, byNumber().window(Durations.milliseconds(20), Durations.milliseconds(5))))
                    .hasMessageContaining("the slide is");
            ViewDStream<Pair> seldom =
                    numbers.join(numbers, byNumber().window(Durations.milliseconds(20), Durations.milliseconds(20)));
            FlatJoin<In, Pair, Pair> join = FlatJoin.<In, Pair, Pair>on(
                    Keys.ofLong(In::number), Keys.ofLong(pair -> pair.left()), PAIRS, (left, right, out) -> out.add());
            assertThatThrownBy(() -> numbers.join(seldom, join)).hasMessageContaining("give both the same slide");
        }
    }
}
