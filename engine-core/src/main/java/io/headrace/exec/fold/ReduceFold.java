package io.headrace.exec.fold;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.work.TaskRunner;
import io.headrace.function.Function2;
import io.headrace.plan.Node;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * All rows to one by the user's function, or to none of none. Each partition is reduced in order, then the partitions' results are, so
 * that the result does not depend on the number of workers.
 *
 * <p><b>Threading:</b> as {@link Fold}.
 */
@SuppressWarnings("NullAway") // rows may be null; the erased function types cannot say so
public final class ReduceFold implements Fold {
    private final Node node;
    private final Function2<Object, Object, Object> function;
    private final List<Reducing> sinks = new ArrayList<>();
    private Object[] reduced = {};
    private boolean[] isThere = {};

    public ReduceFold(Node node, Function2<Object, Object, Object> function, int workers) {
        this.node = node;
        this.function = function;
        OwnClass<Reducing> own = OwnClass.like(MethodHandles.lookup(), Reducing.class, ReduceSink.class);
        for (int i = 0; i < workers; i++) sinks.add(own.make(node, function));
    }

    @Override
    public void begin(int partitions) {
        if (reduced.length < partitions) {
            reduced = new Object[partitions];
            isThere = new boolean[partitions];
        }
        Arrays.fill(reduced, null);
        Arrays.fill(isThere, false);
    }

    @Override
    public Sink open(int partition, Worker worker) {
        Reducing sink = sinks.get(worker.index());
        sink.isThere = false;
        sink.value = null;
        return sink;
    }

    @Override
    public void close(int partition, Worker worker) {
        Reducing sink = sinks.get(worker.index());
        reduced[partition] = sink.value;
        isThere[partition] = sink.isThere;
        sink.value = null;
    }

    @Override
    public FoldResult finish(TaskRunner runner) throws Exception {
        Reducing all = new ReduceSink(node, function);
        for (int i = 0; i < reduced.length; i++) {
            if (isThere[i]) all.accept(reduced[i]);
        }
        Arrays.fill(reduced, null);
        return new ListResult(all.isThere ? Collections.singletonList(all.value) : List.of());
    }

    @Override
    public void close() {
        Arrays.fill(reduced, null);
    }

    /** A sink that reduces. */
    abstract static class Reducing implements Sink {
        boolean isThere;
        Object value;
    }

    /** The template. */
    static final class ReduceSink extends Reducing {
        private final Node node;
        private final Function2<Object, Object, Object> function;

        ReduceSink(Node node, Function2<Object, Object, Object> function) {
            this.node = node;
            this.function = function;
        }

        @Override
        public void accept(Object row) {
            if (!isThere) {
                isThere = true;
                value = row;
                return;
            }
            try {
                value = function.call(value, row);
            } catch (Throwable t) {
                throw OperatorFailedException.of(node, t);
            }
        }
    }
}
