package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Meter;
import io.headrace.bench.fork.Task;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * Gives the whole input as a batch whenever fewer than three are on their way, and otherwise no batch, or one that is empty.
 *
 * <p><b>Threading:</b> the thread that generates Spark's jobs.
 */
final class RepeatedInput<T> extends InputDStream<T> {
    private static final long serialVersionUID = 1;
    private static final int ON_THEIR_WAY = 3;

    private final transient RDD<T> input;
    private final transient Option<RDD<T>> otherwise;
    private int given;
    private long declined = -1;

    /** @param otherwise what there is when too many are on their way; a join does not stand that there is nothing */
    RepeatedInput(StreamingContext context, RDD<T> input, Option<RDD<T>> otherwise, ClassTag<T> tag) {
        super(context, tag);
        this.input = input;
        this.otherwise = otherwise;
    }

    @Override
    public Option<RDD<T>> compute(Time time) {
        Meter meter = Task.current().meter();
        // Spark asks once for each use of the stream, and remembers batches only, not that there is none.
        if (time.milliseconds() == declined) return otherwise;
        if (given - meter.finished() >= ON_THEIR_WAY || !meter.starts(given)) {
            declined = time.milliseconds();
            return otherwise;
        }
        given++;
        return Option.apply(input);
    }

    @Override
    public void start() {
        // nothing to be started
    }

    @Override
    public void stop() {
        // nothing to be stopped
    }
}
