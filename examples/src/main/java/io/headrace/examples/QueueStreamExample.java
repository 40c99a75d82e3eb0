package io.headrace.examples;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HeadraceConf;
import io.headrace.PairDStream;
import io.headrace.Rdd;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * Batches out of a queue: thirty datasets of a thousand numbers, one a second, counted by their last digits.
 *
 * <pre>
 *   ./headrace example QueueStreamExample
 * </pre>
 *
 * <p><b>Threading:</b> the main thread writes the program and waits; the queue is only read once the program runs.
 */
public final class QueueStreamExample {
    private static final int DATASETS = 30;

    private QueueStreamExample() {}

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 0, 0, "QueueStreamExample");
        HeadraceConf conf = HeadraceConf.builder().setAppName("QueueStream").build();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.seconds(1))) {
            List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
            Queue<Rdd<Integer>> rddQueue = new ArrayDeque<>();
            for (int i = 0; i < DATASETS; i++) rddQueue.add(ssc.parallelize(numbers));

            DStream<Integer> inputStream = ssc.queueStream(rddQueue);
            PairDStream<Integer, Integer> mappedStream = inputStream.mapToPair(i -> new Tuple2<>(i % 10, 1));
            PairDStream<Integer, Integer> reducedStream = mappedStream.reduceByKey(Integer::sum);

            reducedStream.print();
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
