package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.DStreamLike;
import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.PairDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What ends a program names the operation, where it was written, and the batch. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NamedFailureTest {
    private int programs;

    @TempDir
    Path directory;

    /** Of a class that nobody has registered. */
    static final class Unregistered {
        final int number;

        Unregistered(int number) {
            this.number = number;
        }
    }

    /** The message of what a program fails with on the second batch. */
    private String failure(Function<PairDStream<String, Integer>, DStreamLike<?, ?, ?>> program) throws Exception {
        Path context = directory.resolve("context " + programs++);
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.directory(context))) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = test.stream(feed);
            program.apply(words.mapToPair(word -> new Tuple2<>(word, word.length())))
                    .print();
            feed.empty();
            feed.batch("bad", "bad");
            test.advance(1);
            try {
                test.advance(1);
            } catch (RuntimeException e) {
                return e.getMessage();
            }
            throw new AssertionError("nothing failed");
        }
    }

    private static void assertNames(String failure, String operation, String what) {
        assertThat(failure)
                .contains(operation + " at NamedFailureTest.")
                .contains("(NamedFailureTest.java:")
                .contains(what)
                .containsPattern("; batch 1-\\d+ of \\d+ ms$");
    }

    @Test
    void shouldNameAReduceByKeyThatThrows() throws Exception {
        String failure = failure(pairs -> pairs.reduceByKey((one, other) -> {
            throw new IllegalStateException("no sum");
        }));
        assertNames(failure, "reduceByKey", "no sum");
        assertThat(failure).contains("key bad");
    }

    @Test
    void shouldNameAReduceThatThrows() throws Exception {
        String failure = failure(pairs -> pairs.map(pair -> pair._2()).reduce((one, other) -> {
            throw new IllegalStateException("no sum");
        }));
        assertNames(failure, "reduce", "no sum");
    }

    @Test
    void shouldNameAWindowWhoseReductionThrows() throws Exception {
        String failure = failure(pairs -> pairs.reduceByKeyAndWindow(
                (one, other) -> {
                    throw new IllegalStateException("no sum");
                },
                Durations.seconds(3)));
        assertNames(failure, "reduceByKeyAndWindow", "no sum");
    }

    @Test
    void shouldNameAnUpdateWhoseStateCannotBeStored() throws Exception {
        String failure = failure(
                pairs -> pairs.<Unregistered>updateStateByKey((values, state) -> Optional.of(new Unregistered(1))));
        assertNames(failure, "updateStateByKey", "Unregistered");
        assertThat(failure).contains("key bad");
    }

    @Test
    void shouldNameAMapWithStateWhoseStateCannotBeStored() throws Exception {
        String failure = failure(pairs -> pairs.mapWithState(
                StateSpec.function((String word, Optional<Integer> length, State<Unregistered> state) -> {
                    state.update(new Unregistered(1));
                    return word;
                })));
        assertNames(failure, "mapWithState", "Unregistered");
        assertThat(failure).contains("key bad");
    }

    @Test
    void shouldNameAWindowWhoseValuesCannotBeStored() throws Exception {
        String failure = failure(pairs ->
                pairs.mapValues(Unregistered::new).reduceByKeyAndWindow((one, other) -> other, Durations.seconds(3)));
        assertNames(failure, "reduceByKeyAndWindow", "Unregistered");
    }

    @Test
    @SuppressWarnings("NullAway") // what is wrong here
    void shouldSayThatAFunctionReturnedNull() throws Exception {
        String iterator = "the function returned null instead of an iterator";
        assertThat(failure(pairs -> pairs.filter(pair -> null)))
                .contains("filter at NamedFailureTest", "the function returned null instead of true or false");
        assertThat(failure(pairs -> pairs.flatMap(pair -> null))).contains("flatMap at NamedFailureTest", iterator);
        assertThat(failure(pairs -> pairs.flatMapValues(value -> null)))
                .contains("flatMapValues at NamedFailureTest", iterator);
        assertThat(failure(pairs -> pairs.mapPartitions(all -> null)))
                .contains("mapPartitions at NamedFailureTest", iterator);
        assertThat(failure(pairs -> pairs.<Integer>updateStateByKey((values, state) -> null)))
                .contains("updateStateByKey at NamedFailureTest", "give Optional.empty() to forget the key");
        assertThat(failure(pairs -> pairs.<Integer>updateStateByKey(
                        all -> all.hasNext() ? null : Collections.emptyIterator(), new HashPartitioner(2))))
                .contains("updateStateByKey at NamedFailureTest", iterator);
        assertThat(failure(pairs -> pairs.mapWithState(
                        StateSpec.<String, Integer, Integer, String>function((time, word, length, state) -> null))))
                .contains("mapWithState at NamedFailureTest", "give Optional.empty() for no element");
    }

    @Test
    @SuppressWarnings("NullAway") // what is wrong here
    void shouldSayThatAnElementIsNoPair() throws Exception {
        String told = "an element is null, and no pair";
        assertThat(failure(pairs -> none(pairs).reduceByKey(Integer::sum)))
                .contains("reduceByKey at NamedFailureTest", told);
        assertThat(failure(pairs -> none(pairs).mapValues(n -> n))).contains("mapValues at NamedFailureTest", told);
        assertThat(failure(pairs -> none(pairs).<Integer>updateStateByKey((values, state) -> state)))
                .contains("updateStateByKey at NamedFailureTest", told);
        assertThat(failure(pairs -> none(pairs).reduceByKeyAndWindow(Integer::sum, Durations.seconds(2))))
                .contains("reduceByKeyAndWindow at NamedFailureTest", told);
    }

    @SuppressWarnings("NullAway") // what is wrong here
    private static PairDStream<String, Integer> none(PairDStream<String, Integer> pairs) {
        return pairs.mapToPair(pair -> null);
    }

    @Test
    void shouldNameAnOutputWhoseStackOverflows() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            test.stream(new BatchFeed<>().empty()).foreachRDD(rdd -> deep(1));
            assertThatThrownBy(() -> test.advance(1))
                    .hasMessageContaining("foreachRDD at NamedFailureTest")
                    .hasMessageContaining("StackOverflowError");
        }
    }

    private static int deep(int n) {
        return n == 0 ? 0 : 1 + deep(n + 1);
    }
}
