package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.AdEvent;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Task;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Views by campaign and window; a pass over the file closes all its windows. */
public final class Ads implements Contender {
    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        environment
                .addSource(new Repeated<>(Words::lines), "lines", Types.STRING)
                .flatMap(new ViewsByKey())
                .keyBy(pair -> pair.f0, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(1)))
                .reduce(Ads::sum)
                .addSink(new TallySink<>((tally, row) -> tally.add(KeyHash.of((long) row.f0), row.f1)));
        environment.execute();
    }

    private static Tuple2<Long, Long> sum(Tuple2<Long, Long> sum, Tuple2<Long, Long> next) {
        sum.f1 += next.f1;
        return sum;
    }

    /** Parses, filters and joins: one function, for Flink chains three of them into one call after the other anyway. */
    private static final class ViewsByKey extends RichFlatMapFunction<String, Tuple2<Long, Long>> {
        private static final long serialVersionUID = 1;

        private transient @Nullable Map<String, Integer> campaigns;

        @Override
        public void open(OpenContext context) throws Exception {
            campaigns = AdEvent.campaigns(Task.current().input());
        }

        @Override
        public void flatMap(String line, Collector<Tuple2<Long, Long>> out) {
            Map<String, Integer> all = campaigns;
            if (all == null) throw new IllegalStateException("not opened");
            AdEvent event = AdEvent.parse(line);
            if (event.isView()) out.collect(new Tuple2<>(event.key(all), 1L));
        }
    }
}
