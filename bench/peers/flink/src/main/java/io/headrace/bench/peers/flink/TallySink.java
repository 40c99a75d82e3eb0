package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.io.Serializable;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.sink.legacy.RichSinkFunction;
import org.jspecify.annotations.Nullable;

/** Puts rows into the tally. <b>Threading:</b> the sink's task. */
final class TallySink<T> extends RichSinkFunction<T> {
    private static final long serialVersionUID = 1;

    /** How a row is added. */
    interface Adder<T> extends Serializable {
        void add(Tally.Part tally, T row);
    }

    private final Adder<T> adder;
    private transient Tally.@Nullable Part part;

    TallySink(Adder<T> adder) {
        this.adder = adder;
    }

    @Override
    public void open(OpenContext context) {
        part = Task.current().tally().part();
    }

    @Override
    public void invoke(T row, Context context) {
        Tally.Part to = part;
        if (to == null) throw new IllegalStateException("not opened");
        adder.add(to, row);
    }
}
