package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Task;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** Sums by key in tumbling windows, a pass over the file being a window. */
public final class Keyed implements Contender {
    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        environment
                .addSource(new Repeated<>(Keyed::sales), "sales", Types.TUPLE(Types.LONG, Types.LONG))
                .keyBy(sale -> sale.f0, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(1)))
                .reduce(Keyed::sum)
                .addSink(new TallySink<>((tally, row) -> tally.add(KeyHash.of((long) row.f0), row.f1)));
        environment.execute();
    }

    private static Tuple2<Long, Long> sum(Tuple2<Long, Long> sum, Tuple2<Long, Long> next) {
        sum.f1 += next.f1;
        return sum;
    }

    private static Repeated.Part<Tuple2<Long, Long>> sales(int part, int parts) throws Exception {
        Records records = Records.read(Task.current().input(), part, parts);
        return consumer -> {
            for (int i = 0; i < records.size(); i++) consumer.accept(new Tuple2<>(records.key(i), records.number(i)));
        };
    }
}
