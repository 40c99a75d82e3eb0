package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** Sums by key on a DStream, a batch being a pass over the file. */
public final class Keyed implements Contender {
    private static final Map<Integer, Records> PARTS = new ConcurrentHashMap<>();

    @Override
    public void run(Task task) throws Exception {
        new Batches(task).run(Keyed::sales, Keyed::sum);
    }

    private static void sum(JavaDStream<Tuple2<Long, Long>> sales) {
        sales.mapToPair(sale -> sale)
                .reduceByKey(Long::sum)
                .foreachRDD(sums -> sums.foreachPartition(rows -> {
                    Tally.Part tally = Task.current().tally().part();
                    while (rows.hasNext()) {
                        Tuple2<Long, Long> row = rows.next();
                        tally.add(KeyHash.of((long) row._1()), row._2());
                    }
                }));
    }

    private static Iterator<Tuple2<Long, Long>> sales(int part) {
        Records records = PARTS.computeIfAbsent(part, Keyed::read);
        return IntStream.range(0, records.size())
                .mapToObj(i -> new Tuple2<>(records.key(i), records.number(i)))
                .iterator();
    }

    private static Records read(int part) {
        try {
            return Records.read(Task.current().input(), part, Task.current().threads());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the input", e);
        }
    }
}
