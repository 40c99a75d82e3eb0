package io.headrace;

import io.headrace.function.ExactFunction2;
import io.headrace.function.Function2;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import java.time.Duration;

/**
 * Streams of counts, made of the plan's operators.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Counting {
    static final ExactFunction2<Long> SUM = Long::sum;
    static final Function2<Long, Long, Long> DIFFERENCE = (total, gone) -> total - gone;

    private Counting() {}

    static <T> PairDStream<T, Long> byValue(DStreamLike<T, ?, ?> stream, Partitioning partitioning) {
        Node ones = stream.next(new Operator.Map("countByValue", value -> new Tuple2<>(value, 1L)));
        Operator sum = new Operator.CombineByKey("countByValue", Erased.reduceByKey(SUM), partitioning);
        return new PairDStream<>(stream.context(), stream.context().add(sum, ones));
    }

    static <T> PairDStream<T, Long> byValueAndWindow(
            DStreamLike<T, ?, ?> stream, Duration window, Duration slide, Partitioning partitioning) {
        String word = "countByValueAndWindow";
        stream.checkWindow(word, window, slide);
        Node ones = stream.next(new Operator.Map(word, value -> new Tuple2<>(value, 1L)));
        PairDStream<T, Long> pairs = new PairDStream<>(stream.context(), ones);
        return pairs.combineWindow(
                word, Erased.reduceByKey(SUM), DIFFERENCE, pair -> pair._2() != 0, window, slide, partitioning);
    }
}
