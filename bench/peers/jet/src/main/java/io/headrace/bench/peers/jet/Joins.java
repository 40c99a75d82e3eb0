package io.headrace.bench.peers.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.toList;
import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;

import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.datamodel.Tuple2;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.StreamStage;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Deal;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.util.List;

/**
 * Orders joined with the payments of the same second: both are gathered by key and window, and combined. One source gives both, so that neither runs ahead of
 * the other.
 */
public final class Joins implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Pipeline pipeline = Pipeline.create();
        StreamStage<Deal> deals = pipeline.readFrom(RepeatedP.source(Joins::deals, new Deal(0, 0, 0, Deal.ORDER)))
                .withNativeTimestamps(0);
        deals.filter(Deal::isOrder)
                .groupingKey(Deal::order)
                .window(tumbling(Deal.WINDOW_MILLIS))
                .aggregate2(toList(), deals.filter(deal -> !deal.isOrder()).groupingKey(Deal::order), toList())
                .writeTo(Jets.tally(Joins::add));
        Jets.run(pipeline, task);
    }

    private static void add(Tally.Part tally, KeyedWindowResult<Long, Tuple2<List<Deal>, List<Deal>>> row) {
        for (Deal order : row.result().f0()) {
            for (Deal payment : row.result().f1())
                tally.add(Deal.rowHash(order.order(), order.amount(), payment.amount()), 1);
        }
    }

    /** Each part has some of the deals of each batch. */
    private static RepeatedP.Part<Deal> deals(int part, int parts) throws Exception {
        List<Deal> all = Deal.read(Task.current().input());
        long passMillis = all.get(all.size() - 1).passMillis();
        return new RepeatedP.Part<>() {
            @Override
            public int size() {
                return (all.size() - part + parts - 1) / parts;
            }

            @Override
            public Deal get(int i) {
                return all.get(i * parts + part);
            }

            @Override
            public long time(int pass, int i) {
                return pass * passMillis + get(i).time();
            }

            @Override
            public long end(int passes) {
                return passes * passMillis;
            }
        };
    }
}
