package io.headrace.exec.fold;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.work.TaskRunner;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of rows: one element, 0 for none.
 *
 * <p><b>Threading:</b> as {@link Fold}.
 */
public final class CountFold implements Fold {
    private final List<Counting> sinks = new ArrayList<>();

    public CountFold(int workers) {
        OwnClass<Counting> own = OwnClass.like(MethodHandles.lookup(), Counting.class, CountSink.class);
        for (int i = 0; i < workers; i++) sinks.add(own.make());
    }

    @Override
    public void begin(int partitions) {
        for (Counting sink : sinks) sink.count = 0;
    }

    @Override
    public Sink open(int partition, Worker worker) {
        return sinks.get(worker.index());
    }

    @Override
    public void close(int partition, Worker worker) {
        // counts go on
    }

    @Override
    public FoldResult finish(TaskRunner runner) {
        long sum = 0;
        for (Counting sink : sinks) sum += sink.count;
        return new ListResult(List.of(sum));
    }

    @Override
    public void close() {
        // nothing is held
    }

    /** A sink that counts. */
    abstract static class Counting implements Sink {
        long count;
    }

    /** The template. */
    static final class CountSink extends Counting {
        CountSink() {}

        @Override
        public void accept(@Nullable Object row) {
            count++;
        }
    }
}
