package io.headrace.exec.fold;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.work.TaskRunner;
import io.headrace.function.ViewToLong;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.plan.Node;
import io.headrace.plan.Reducer;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import java.lang.invoke.MethodHandles;

/**
 * Folds views by a key that is a long, into something that knows the keys already: what the first worker reads goes there directly, for one may use it at a time; what
 * others read goes into tables, which are the result, for the caller to put in. So a batch that one thread folds looks each key up once and fills no table.
 *
 * <p>The reducer must be exact: in which order numbers come depends on the workers.
 *
 * <p><b>Threading:</b> as {@link Fold}; the intake by the first worker, between the beginning and the end of a batch.
 */
public final class IntakeFold implements Fold {
    private static final int FIRST = 0;

    private final Node node;
    private final ViewFold others;
    private final Sink direct;

    /** @param others of the same key, value and reducer; it stays the caller's */
    public IntakeFold(
            Node node,
            ViewFold others,
            ViewKey.OfLong<?> key,
            ViewValue<?, ?> value,
            Reducer reducer,
            LongIntake intake) {
        if (!reducer.isExact())
            throw new IllegalArgumentException(node.describe() + ": the order of rows counts for " + reducer);
        this.node = node;
        this.others = others;
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        OwnClass<NumberOp> numbers = OwnClass.like(lookup, NumberOp.class, NumberOp.template(value, reducer));
        direct = OwnClass.like(lookup, IntakeSink.class, Direct.class)
                .make(node, key.of(), numbers.make(value, reducer), intake);
    }

    @Override
    public void begin(int partitions) {
        others.begin(partitions);
    }

    @Override
    public Sink open(int partition, Worker worker) {
        if (worker.index() != FIRST) return others.open(partition, worker);
        if (ViewPoison.ON) ViewPoison.into(node.describe());
        return direct;
    }

    @Override
    public void close(int partition, Worker worker) {
        if (worker.index() != FIRST) others.close(partition, worker);
    }

    /** What is not in the intake. */
    @Override
    public ViewFoldResult finish(TaskRunner runner) throws Exception {
        return others.finish(runner);
    }

    @Override
    public void close() {}

    /** The end of a pass. */
    abstract static class IntakeSink implements Sink {}

    /** The template. */
    static final class Direct extends IntakeSink {
        private final Node node;
        private final ViewToLong<Object> keyOf;
        private final NumberOp number;
        private final LongIntake intake;

        Direct(Node node, ViewToLong<Object> keyOf, NumberOp number, LongIntake intake) {
            this.node = node;
            this.keyOf = keyOf;
            this.number = number;
            this.intake = intake;
        }

        @Override
        @SuppressWarnings("NullAway") // views are never null
        public void accept(Object row) throws Exception {
            long bits;
            long key;
            try {
                bits = number.read(row);
                key = keyOf.applyAsLong(row);
            } catch (Throwable t) {
                throw OperatorFailedException.of(node, t);
            }
            intake.put(key, bits);
        }
    }
}
