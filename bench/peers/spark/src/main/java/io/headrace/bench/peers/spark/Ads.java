package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.AdEvent;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.util.Map;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** Views by campaign and window on a DStream, a batch being a pass over the file. */
public final class Ads implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Map<String, Integer> campaigns = AdEvent.campaigns(task.input());
        new Batches(task).run(part -> Sparks.lines(part).iterator(), lines -> count(lines, campaigns));
    }

    private static void count(JavaDStream<String> lines, Map<String, Integer> campaigns) {
        lines.map(AdEvent::parse)
                .filter(AdEvent::isView)
                .mapToPair(event -> new Tuple2<>(event.key(campaigns), 1L))
                .reduceByKey(Long::sum)
                .foreachRDD(counts -> counts.foreachPartition(rows -> {
                    Tally.Part tally = Task.current().tally().part();
                    while (rows.hasNext()) {
                        Tuple2<Long, Long> row = rows.next();
                        tally.add(KeyHash.of((long) row._1()), row._2());
                    }
                }));
    }
}
