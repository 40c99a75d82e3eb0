package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.OpenLoop;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.legacy.RichSinkFunction;
import org.apache.flink.streaming.api.functions.source.legacy.RichSourceFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** A running count of each key, a row for each record; buffers are sent on after a millisecond at most. */
@SuppressWarnings("SameNameButDifferent") // the Contexts of Flink's functions
public final class Paced implements Contender {
    private static final long BUFFER_MILLIS = 1;
    private static @Nullable OpenLoop current;

    static synchronized OpenLoop loop() {
        OpenLoop loop = current;
        if (loop == null) current = loop = new OpenLoop(Task.current());
        return loop;
    }

    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        environment.setBufferTimeout(BUFFER_MILLIS);
        environment
                .addSource(new Ticks(), "ticks", Types.TUPLE(Types.LONG, Types.LONG))
                .keyBy(tick -> tick.f0, Types.LONG)
                .process(new Counting())
                .addSink(new LatencySink());
        environment.executeAsync();
        loop().conclude(task);
    }

    /** Gives what is due. <b>Threading:</b> the source's task. */
    private static final class Ticks extends RichSourceFunction<Tuple2<Long, Long>> {
        private static final long serialVersionUID = 1;
        private static final int MOST = 256;

        @Override
        public void run(SourceContext<Tuple2<Long, Long>> out) {
            OpenLoop loop = loop();
            while (!loop.isOver()) {
                for (int due = loop.due(MOST); due > 0; due--) {
                    out.collect(new Tuple2<>(loop.nextKey(), loop.nextDue()));
                    loop.sent();
                }
            }
        }

        @Override
        public void cancel() {
            // the schedule ends by itself
        }
    }

    /** <b>Threading:</b> its task. */
    private static final class Counting extends KeyedProcessFunction<Long, Tuple2<Long, Long>, Tuple2<Long, Long>> {
        private static final long serialVersionUID = 1;

        private transient @Nullable ValueState<Long> count;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public void processElement(Tuple2<Long, Long> tick, Context context, Collector<Tuple2<Long, Long>> out)
                throws Exception {
            ValueState<Long> of = count;
            if (of == null) throw new IllegalStateException("not opened");
            Long before = of.value();
            of.update(before == null ? 1L : before + 1);
            out.collect(tick);
        }
    }

    /** <b>Threading:</b> its task. */
    private static final class LatencySink extends RichSinkFunction<Tuple2<Long, Long>> {
        private static final long serialVersionUID = 1;

        private transient OpenLoop.@Nullable Part part;

        @Override
        public void open(OpenContext context) {
            part = loop().part();
        }

        @Override
        public void invoke(Tuple2<Long, Long> tick, Context context) {
            OpenLoop.Part to = part;
            if (to == null) throw new IllegalStateException("not opened");
            to.record(tick.f1);
        }
    }
}
