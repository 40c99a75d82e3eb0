package io.headrace.plan;

import io.headrace.function.FlatJoinFunction;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.FlatStateFunction;
import io.headrace.function.FlatTimeoutFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.Function4;
import io.headrace.function.ViewPredicate;
import io.headrace.memory.codec.flat.FlatViews;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream does with the streams it reads. Element types are erased here; the API has checked them.
 *
 * <p>Narrow operators run record by record and fuse; all others end a stage.
 *
 * <p><b>Threading:</b> immutable, as far as the user's functions are.
 */
public sealed interface Operator {
    /** The name of the method that the user wrote. */
    String word();

    /** One that turns each record into others without looking at the rest. */
    sealed interface Narrow extends Operator {}

    /** One whose result depends on batches before, and that keeps something for the next. */
    sealed interface Stateful extends Operator {}

    record Input(String word, InputSpec spec, RowFormat rows) implements Operator {}

    record Map(String word, Function<Object, Object> function) implements Narrow {}

    record Filter(String word, Function<Object, Boolean> function) implements Narrow {}

    record FlatMap(String word, FlatMapFunction<Object, Object> function) implements Narrow {}

    /** Keeps the key of a pair and maps its value. */
    record MapValues(String word, Function<Object, Object> function) implements Narrow {}

    record FlatMapValues(String word, FlatMapFunction<Object, Object> function) implements Narrow {}

    /** On whole partitions: the function sees an iterator. {@code glom} is one of these. */
    record MapPartitions(String word, FlatMapFunction<Iterator<Object>, Object> function) implements Narrow {}

    record ViewFilter(String word, ViewPredicate<Object> function) implements Narrow {}

    record ViewFlatMap(String word, io.headrace.function.ViewFlatMap<Object, Object> function) implements Narrow {}

    /** Text views into their parts. */
    record Split(String word, byte delimiter) implements Narrow {}

    record Union(String word) implements Operator {}

    record Repartition(String word, int partitions) implements Operator {}

    /** One element, the number of records; 0 for an empty batch. */
    record Count(String word) implements Operator {}

    /** One element, or none for an empty batch. */
    record Reduce(String word, Function2<Object, Object, Object> function) implements Operator {}

    /** Pairs to one pair a key. */
    record CombineByKey(String word, Combine combine, Partitioning partitioning) implements Operator {}

    /** Views to one pair a key, off the heap. */
    record Fold(String word, ViewKey<?, ?> key, ViewValue<?, ?> value, Reducer reducer, Partitioning partitioning)
            implements Operator {}

    /** All records of the last batches. */
    record Window(String word, long windowMillis, long slideMillis) implements Stateful {}

    /**
     * Pairs of the last batches to one pair a key.
     *
     * @param inverse takes a combination that leaves the window out of the running one; null for the plain form
     * @param keep which pairs stay, in the inverse form; null for all
     */
    record CombineWindow(
            String word,
            Combine combine,
            @Nullable Function2<Object, Object, Object> inverse,
            @Nullable Function<Object, Boolean> keep,
            long windowMillis,
            long slideMillis,
            Partitioning partitioning)
            implements Stateful {}

    /** Views of the last batches to one pair a key, off the heap. */
    record FoldWindow(
            String word,
            ViewKey<?, ?> key,
            ViewValue<?, ?> value,
            Reducer reducer,
            long windowMillis,
            long slideMillis,
            Partitioning partitioning)
            implements Stateful {}

    /**
     * Every key, every batch.
     *
     * @param initial pairs to begin with; null for none
     */
    record UpdateState(
            String word, StateUpdate update, @Nullable List<Object> initial, Partitioning partitioning)
            implements Stateful {}

    /**
     * Each record with its key's state, and each key that times out.
     *
     * @param function sees the batch's time, the key, the value as a {@link java.util.Optional}, and the state, all as the API has them
     * @param isOptional whether what it returns is an {@code Optional} of the element
     * @param initial pairs to begin with; null for none
     * @param timeoutMillis without data after which a key is forgotten, or {@link #NO_TIMEOUT}
     */
    record MapWithState(
            String word,
            Function4<Object, Object, Object, Object, Object> function,
            boolean isOptional,
            @Nullable List<Object> initial,
            long timeoutMillis,
            Partitioning partitioning)
            implements Stateful {
        public static final long NO_TIMEOUT = 0;
    }

    /**
     * Views to one number a key, running from the start on, off the heap.
     *
     * @param isOfTouched whether the stream gives the keys with news only
     */
    record FoldState(
            String word,
            ViewKey<?, ?> key,
            ViewValue<?, ?> value,
            Reducer reducer,
            boolean isOfTouched,
            Partitioning partitioning)
            implements Stateful {}

    /**
     * Each view with its key's state, a flat record, and each key that times out; off the heap. The results are flat records.
     *
     * @param onTimeout sees a state that goes; null for nobody
     * @param initial pairs to begin with, of keys and of the bytes of their states; null for none
     * @param timeoutMillis without data after which a key is forgotten, or {@link MapWithState#NO_TIMEOUT}
     */
    record MapFlatState(
            String word,
            ViewKey<?, ?> key,
            FlatViews<?> states,
            FlatViews<?> results,
            FlatStateFunction<Object, Object, Object> function,
            @Nullable FlatTimeoutFunction<Object, Object> onTimeout,
            @Nullable List<Object> initial,
            long timeoutMillis,
            Partitioning partitioning)
            implements Stateful {}

    /**
     * The pairs of views of two streams with one key, of the last batches, off the heap. The results are flat records.
     *
     * @param windowMillis how often the streams have datasets, where it joins those of one batch
     */
    record JoinViews(
            String word,
            JoinSide left,
            JoinSide right,
            FlatViews<?> results,
            FlatJoinFunction<Object, Object, Object> function,
            long windowMillis,
            long slideMillis,
            Partitioning partitioning)
            implements Stateful {}

    /**
     * All keys and states of the stream before, which is of {@link MapWithState} or of {@link MapFlatState}.
     *
     * @param shown makes an object of each flat state; null where states are objects
     */
    record StateSnapshots(String word, @Nullable Function<Object, Object> shown) implements Operator {}

    /** All states of the stream before, which is of {@link MapFlatState}, as views. */
    record FlatSnapshots(String word) implements Operator {}

    /**
     * The user's own function of whole datasets: a list of the parents' datasets of the batch and its time to a dataset.
     */
    record Transform(String word, Function2<List<Object>, Long, Object> function) implements Operator {}
}
