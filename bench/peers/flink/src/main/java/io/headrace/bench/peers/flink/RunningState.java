package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Task;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** A running count by key, a row for each record. */
public final class RunningState implements Contender {
    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        environment
                .addSource(new Repeated<>(RunningState::keys), "keys", Types.LONG)
                .keyBy(key -> key, Types.LONG)
                .map(new Counting())
                .returns(Types.TUPLE(Types.LONG, Types.LONG))
                .addSink(new TallySink<>((tally, row) -> tally.add(KeyHash.of((long) row.f0), row.f1)));
        environment.execute();
    }

    private static Repeated.Part<Long> keys(int part, int parts) throws Exception {
        Records records = Records.read(Task.current().input(), part, parts);
        return consumer -> {
            for (int i = 0; i < records.size(); i++) consumer.accept(records.key(i));
        };
    }

    /** <b>Threading:</b> its task. */
    private static final class Counting extends RichMapFunction<Long, Tuple2<Long, Long>> {
        private static final long serialVersionUID = 1;

        private transient @Nullable ValueState<Long> count;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public Tuple2<Long, Long> map(Long key) throws Exception {
            ValueState<Long> of = count;
            if (of == null) throw new IllegalStateException("not opened");
            Long before = of.value();
            long now = before == null ? 1 : before + 1;
            of.update(now);
            return new Tuple2<>(key, now);
        }
    }
}
