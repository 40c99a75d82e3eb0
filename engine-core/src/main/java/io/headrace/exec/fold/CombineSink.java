package io.headrace.exec.fold;

import io.headrace.Tuple2;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.pass.Returned;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;

/**
 * The end of a pass that combines pairs by key; a template.
 *
 * <p><b>Threading:</b> one worker's.
 */
@SuppressWarnings("NullAway") // keys and values may be null; a sink that is open has a table
final class CombineSink implements TableSink<ObjectTable> {
    private final Node node;
    private final Function<Object, Object> create;
    private final Function2<Object, Object, Object> addValue;
    private final Overflow overflow;
    private ObjectTable table;

    CombineSink(Node node, Combine combine, Overflow overflow) {
        this.node = node;
        this.overflow = overflow;
        this.create = combine.create();
        this.addValue = combine.addValue();
    }

    @Override
    public void aim(ObjectTable wanted) {
        table = wanted;
    }

    @Override
    public void accept(Object row) {
        Object key = null;
        try {
            Tuple2<?, ?> pair = (Tuple2<?, ?>) Returned.pair(row);
            key = pair._1();
            if (overflow.isBeyond()) {
                overflow.addBeyond(pair);
                return;
            }
            ObjectTable into = table;
            int found = into.find(key);
            if (found >= 0) {
                add(into.combinations, found, pair._2());
            } else {
                into.insert(~found, key, ObjectTable.hashOf(key), create.call(pair._2()));
                overflow.inserted(key, pair._2());
            }
        } catch (Throwable t) {
            throw OperatorFailedException.ofKey(node, key, t);
        }
    }

    /** One call for each class of numbers: behind a call for all the compiler cannot tell that their boxes go nowhere. */
    private void add(Combinations to, int ordinal, Object value) throws Exception {
        Object combination;
        switch (to.kind) {
            case Combinations.INTEGERS -> {
                combination = addValue.call((int) to.numbers[ordinal], value);
                if (combination instanceof Integer number) {
                    to.numbers[ordinal] = number;
                    return;
                }
            }
            case Combinations.LONGS -> {
                combination = addValue.call(to.numbers[ordinal], value);
                if (combination instanceof Long number) {
                    to.numbers[ordinal] = number;
                    return;
                }
            }
            case Combinations.DOUBLES -> {
                combination = addValue.call(Double.longBitsToDouble(to.numbers[ordinal]), value);
                if (combination instanceof Double number) {
                    to.numbers[ordinal] = Double.doubleToRawLongBits(number);
                    return;
                }
            }
            default -> combination = addValue.call(to.get(ordinal), value);
        }
        to.setObject(ordinal, combination);
        overflow.added(combination, value);
    }
}
