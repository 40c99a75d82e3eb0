package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Task;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.source.legacy.RichParallelSourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.jspecify.annotations.Nullable;

/**
 * A source: this subtask's part of the input, pass after pass, the number of the pass being the time of its items, unless the part says otherwise. Before an
 * item that is later than all before it, and behind each pass, there is a watermark.
 *
 * <p><b>Threading:</b> the source's task.
 */
final class Repeated<T> extends RichParallelSourceFunction<T> {
    private static final long serialVersionUID = 1;

    /** The parts of the input. */
    interface Parts<T> extends Serializable {
        Part<T> open(int part, int parts) throws Exception;
    }

    /** One part. */
    interface Part<T> {
        /** Shows each item of it. */
        void forEach(Consumer<T> consumer);

        /** The event time of an item; items are in the order of their times. */
        default long time(int pass, T item) {
            return pass;
        }

        /** The last event time of a pass. */
        default long end(int pass) {
            return pass;
        }
    }

    private final Parts<T> parts;
    private transient @Nullable Part<T> items;
    private long latest = Long.MIN_VALUE;
    private volatile boolean cancelled;

    Repeated(Parts<T> parts) {
        this.parts = parts;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        var task = getRuntimeContext().getTaskInfo();
        items = parts.open(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks());
    }

    @Override
    public void run(SourceContext<T> out) {
        Part<T> from = items;
        if (from == null) throw new IllegalStateException("not opened");
        for (int pass = 0; !cancelled && Task.current().meter().starts(pass); pass++) {
            int now = pass;
            from.forEach(item -> give(item, from.time(now, item), out));
            out.emitWatermark(new Watermark(from.end(pass)));
        }
    }

    private void give(T item, long time, SourceContext<T> out) {
        if (time > latest) {
            latest = time;
            out.emitWatermark(new Watermark(time - 1));
        }
        out.collectWithTimestamp(item, time);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
