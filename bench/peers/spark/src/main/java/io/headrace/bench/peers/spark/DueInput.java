package io.headrace.bench.peers.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Gives what is due, and no batch when nothing is.
 *
 * <p><b>Threading:</b> the thread that generates Spark's jobs.
 */
final class DueInput extends InputDStream<Tuple2<Long, Long>> {
    private static final long serialVersionUID = 1;

    private final transient JavaSparkContext spark;
    private final int parts;

    DueInput(StreamingContext context) {
        super(context, typeTag());
        spark = new JavaSparkContext(context.sparkContext());
        parts = context.sparkContext().defaultParallelism();
    }

    private static ClassTag<Tuple2<Long, Long>> typeTag() {
        return ClassTag$.MODULE$.apply(Tuple2.class);
    }

    ClassTag<Tuple2<Long, Long>> tag() {
        return typeTag();
    }

    @Override
    public Option<RDD<Tuple2<Long, Long>>> compute(Time validTime) {
        long time = validTime.milliseconds();
        if (!Paced.batches().take(time)) return Option.empty();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < parts; i++) numbers.add(i);
        JavaRDD<Tuple2<Long, Long>> batch = spark.parallelize(numbers, parts)
                .mapPartitions(part -> Paced.batches().open(time, part.next()));
        return Option.apply(batch.rdd());
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
