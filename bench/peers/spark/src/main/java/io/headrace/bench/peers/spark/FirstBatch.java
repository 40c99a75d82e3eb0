package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** How long it is from before the JVM was started to the end of the first batch of a small word count on a DStream. */
public final class FirstBatch implements Contender {
    private static final int INTERVAL_MILLIS = 50;
    private static final int WORDS = 4;
    private static final double SECOND = 1e9;

    @Override
    public void run(Task task) throws Exception {
        SparkConf conf = new SparkConf()
                .setMaster("local[" + task.threads() + "]")
                .setAppName("bench")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.default.parallelism", String.valueOf(task.threads()));
        CountDownLatch done = new CountDownLatch(1);
        JavaStreamingContext context = new JavaStreamingContext(conf, Durations.milliseconds(INTERVAL_MILLIS));
        Queue<JavaRDD<String>> lines = new ArrayDeque<>();
        lines.add(context.sparkContext().parallelize(List.of("to be or not")));
        context.queueStream(lines)
                .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> new Tuple2<>(word, 1L))
                .reduceByKey(Long::sum)
                .foreachRDD(counts -> {
                    if (counts.collect().size() != WORDS || done.getCount() == 0) return;
                    task.answer("time", task.nanosSinceLaunch() / SECOND, "s");
                    done.countDown();
                });
        context.start();
        done.await();
    }
}
