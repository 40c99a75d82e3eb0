package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Deal;
import io.headrace.bench.fork.Task;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/** Orders joined with the payments of the same second on a DStream, a batch being a pass over the file; the second is part of the key. */
public final class Joins implements Contender {
    private static final Held<Deal> DEALS = new Held<>(Deal::read);

    @Override
    public void run(Task task) throws Exception {
        Batches.withEmpty(task).run(part -> DEALS.open(part), Joins::join);
    }

    private static void join(JavaDStream<Deal> deals) {
        Sparks.tally(amounts(deals.filter(Deal::isOrder))
                .join(amounts(deals.filter(deal -> !deal.isOrder())))
                .map(row -> Deal.rowHash(row._1()._1(), row._2()._1(), row._2()._2())));
    }

    private static JavaPairDStream<Tuple2<Long, Integer>, Long> amounts(JavaDStream<Deal> deals) {
        return deals.mapToPair(deal -> new Tuple2<>(new Tuple2<>(deal.order(), deal.window()), deal.amount()));
    }
}
