package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Option;

/**
 * A DStream of batches that are the whole input each.
 *
 * <p><b>Threading:</b> the main thread waits.
 */
final class Batches {
    private static final int INTERVAL_MILLIS = 50;
    private static final long LOOK_MILLIS = 5;

    private final Task task;
    private final JavaStreamingContext context;
    private final boolean withEmpty;

    Batches(Task task) {
        this(task, INTERVAL_MILLIS, false);
    }

    private Batches(Task task, int intervalMillis, boolean withEmpty) {
        this.task = task;
        this.withEmpty = withEmpty;
        context = new JavaStreamingContext(Sparks.conf(task), Durations.milliseconds(intervalMillis));
    }

    /**
     * With states, which Spark writes out every ten batches, and computes in each, also where no records come. At intervals that are shorter
     * than it needs for that its jobs pile up, and each stands on all before it, until the stack of a task is too short.
     */
    static Batches withState(Task task, int intervalMillis) {
        Batches batches = new Batches(task, intervalMillis, false);
        batches.context.checkpoint(task.input().resolveSibling("spark").toString());
        return batches;
    }

    /** For programs that join streams, which must have a batch at every interval: those between the passes are empty. */
    static Batches withEmpty(Task task) {
        return new Batches(task, INTERVAL_MILLIS, true);
    }

    /** How a part of the input is read. */
    interface Parts<T> extends Serializable {
        Iterator<T> open(int part);
    }

    /** A program on the stream. */
    interface Program<T> {
        void on(JavaDStream<T> stream);
    }

    <T> void run(Parts<T> parts, Program<T> program) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < task.threads(); i++) numbers.add(i);
        JavaRDD<T> input = context.sparkContext()
                .parallelize(numbers, task.threads())
                .mapPartitions(part -> parts.open(part.next()));
        Option<RDD<T>> otherwise =
                withEmpty ? Option.apply(context.sparkContext().<T>emptyRDD().rdd()) : Option.empty();
        program.on(JavaDStream.fromDStream(
                new RepeatedInput<>(context.ssc(), input.rdd(), otherwise, input.classTag()), input.classTag()));
        context.start();
        while (!task.meter().isOver() || !task.isDone()) {
            if (context.awaitTerminationOrTimeout(LOOK_MILLIS))
                throw new IllegalStateException("the context has ended by itself");
        }
    }
}
