package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Deal;
import io.headrace.bench.fork.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** Orders joined with the payments of the same second. One source gives both, so that neither runs ahead of the other. */
public final class Joins implements Contender {
    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        DataStream<Tuple4<Long, Long, Integer, Boolean>> deals = environment.addSource(
                new Repeated<>(Joins::deals), "deals", Types.TUPLE(Types.LONG, Types.LONG, Types.INT, Types.BOOLEAN));
        deals.filter(deal -> deal.f3)
                .join(deals.filter(deal -> !deal.f3))
                .where(deal -> deal.f0, Types.LONG)
                .equalTo(deal -> deal.f0, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(Deal.WINDOW_MILLIS)))
                .apply((order, payment) -> Deal.rowHash(order.f0, order.f1, payment.f1), Types.LONG)
                .addSink(new TallySink<>((tally, row) -> tally.add(row, 1)));
        environment.execute();
    }

    /** Each part has some of the deals of each batch: number, amount, time, and whether it is an order. */
    private static Repeated.Part<Tuple4<Long, Long, Integer, Boolean>> deals(int part, int parts) throws Exception {
        List<Deal> all = Deal.read(Task.current().input());
        long passMillis = all.get(all.size() - 1).passMillis();
        return new Repeated.Part<>() {
            @Override
            public void forEach(Consumer<Tuple4<Long, Long, Integer, Boolean>> consumer) {
                for (int i = part; i < all.size(); i += parts) {
                    Deal deal = all.get(i);
                    consumer.accept(new Tuple4<>(deal.order(), deal.amount(), deal.time(), deal.isOrder()));
                }
            }

            @Override
            public long time(int pass, Tuple4<Long, Long, Integer, Boolean> deal) {
                return pass * passMillis + deal.f2;
            }

            @Override
            public long end(int pass) {
                return (pass + 1) * passMillis - 1;
            }
        };
    }
}
