package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.util.Arrays;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** Word count on a DStream, a batch being a pass over the file. */
public final class StreamingWords implements Contender {
    @Override
    public void run(Task task) throws Exception {
        new Batches(task).run(part -> Sparks.lines(part).iterator(), StreamingWords::count);
    }

    private static void count(JavaDStream<String> lines) {
        lines.flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> new Tuple2<>(word, 1))
                .reduceByKey(Integer::sum)
                .foreachRDD(counts -> counts.foreachPartition(rows -> {
                    Tally.Part tally = Task.current().tally().part();
                    while (rows.hasNext()) {
                        Tuple2<String, Integer> row = rows.next();
                        tally.add(KeyHash.of(row._1()), row._2());
                    }
                }));
    }
}
