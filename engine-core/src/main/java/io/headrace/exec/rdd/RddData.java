package io.headrace.exec.rdd;

import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.RddActions;
import io.headrace.StreamingException;
import io.headrace.plan.Combine;
import io.headrace.plan.Given;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A batch's data and what its operations are made with: the base of {@link RddAnswers}.
 *
 * <p><b>Threading:</b> see {@link RddActions}.
 */
abstract class RddData {
    private final Home home;
    private final Rows rows;

    RddData(Home home, Rows rows) {
        this.home = home;
        this.rows = rows;
    }

    final Home home() {
        return home;
    }

    final Tasks tasks() {
        return home.tasks();
    }

    final Life life() {
        return home.life();
    }

    final Rows rows() {
        life().check();
        return rows;
    }

    /** Rows that outlive the call in which they are pushed. */
    final Rows objects(String word) {
        Rows checked = rows();
        if (checked.areViews())
            throw new StreamingException(
                    word + "() keeps elements, and these are views, which are valid during a call only:"
                            + " make objects of them first, such as map(view -> view.toString())");
        return checked;
    }

    final <U> Rdd<U> rdd(Rows made) {
        return home.rdd(made);
    }

    final <K, V> PairRdd<K, V> pairs(Rows made) {
        return home.pairs(made);
    }

    final Calls calls(String word) {
        return new Calls(word, life());
    }

    /** Other data that an operation is given. */
    static RddData given(@Nullable Object other) {
        return (RddData) Given.checked(other, "other data");
    }

    // ---- where keys go

    final Placement byDefault() {
        return into(tasks().defaultPartitions());
    }

    final Placement into(int partitions) {
        return new Placement(partitions, null, tasks().groups());
    }

    final Placement by(Partitioner partitioner) {
        return new Placement(Given.checked(partitioner, "partitioner").numPartitions(), partitioner, tasks().groups());
    }

    final Rows combined(String word, Combine combine, Placement placement) {
        return new KeyedRows(word, objects(word), combine, placement, home());
    }

    /** Runs an action; what has to be computed before its rows can be read is computed first. */
    final <R> R action(String word, Rows of, Callable<R> body) {
        return Tasks.action(word, () -> {
            of.prepare(tasks());
            return body.call();
        });
    }

    @Override
    public String toString() {
        return "Rdd: " + rows.word() + " of " + life();
    }
}
