package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.OpenLoop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The oldest record of each key in each batch on a DStream. What is due when a batch is made is that batch, read by the driver and held by this
 * JVM: no receiver adds the time that its blocks take.
 */
public final class Paced implements Contender {
    private static final int INTERVAL_MILLIS = 50;

    private static @Nullable DueBatches current;

    /** The batches of this JVM: for code that Spark has serialized on its way to a thread. */
    static synchronized DueBatches batches() {
        DueBatches batches = current;
        if (batches == null)
            current = batches =
                    new DueBatches(new OpenLoop(Task.current()), Task.current().threads());
        return batches;
    }

    @Override
    public void run(Task task) throws Exception {
        JavaStreamingContext context =
                new JavaStreamingContext(Sparks.conf(task), Durations.milliseconds(INTERVAL_MILLIS));
        DueInput input = new DueInput(context.ssc());
        JavaDStream.fromDStream(input, input.tag())
                .mapToPair(tick -> tick)
                .reduceByKey((one, other) -> Math.min(one, other))
                .foreachRDD(oldest -> output(oldest));
        context.start();
        batches().loop().conclude(task);
    }

    private static void output(JavaPairRDD<Long, Long> oldest) {
        oldest.foreachPartition(Paced::record);
        batches().finished();
    }

    /** Rows are computed while they are iterated over, so all are before the first is recorded. */
    private static void record(Iterator<Tuple2<Long, Long>> rows) {
        List<Tuple2<Long, Long>> computed = new ArrayList<>();
        rows.forEachRemaining(computed::add);
        batches().record(computed);
    }
}
