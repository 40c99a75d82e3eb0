package io.headrace;

import io.headrace.plan.Program;
import java.nio.file.Path;
import java.util.List;

/**
 * What runs programs. It is found by {@link java.util.ServiceLoader}, so that the API names none.
 *
 * <p>What it gives to {@link io.headrace.plan.Output#body} and to {@link io.headrace.plan.Operator.Transform}, and gets from the
 * latter, are always {@link Rdd}s; pairs are rows like others.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Backend {
    /** In words, for messages. */
    String name();

    /**
     * A program with a directory is about to be written: what takes long to load may be loaded beside that. Fails never; what is missing is said
     * when it is needed.
     */
    default void expect() {}

    /** Makes the program ready; what it can check is checked here. */
    Engine prepare(Program program, HeadraceConf conf, EngineListener listener);

    /**
     * Runs one batch of the past again, on the calling thread.
     *
     * @throws StreamingException when that batch cannot be run again, or the program throws
     */
    default ReplayResult replay(Program program, @SuppressWarnings("unused") HeadraceConf conf, ReplayRequest request) {
        throw new StreamingException(name() + " does not run batches of the past again, such as "
                + request.batchInWords() + " of " + program.name());
    }

    /** The batches that {@link #replay} could run, oldest first. */
    default List<ReplayBatch> replayable(Path directory, @SuppressWarnings("unused") ReplayProgress progress) {
        throw new StreamingException(name() + " does not run batches of the past again, such as those in " + directory);
    }

    /**
     * A dataset that lives on its own, evaluated by the thread that calls its actions.
     *
     * @param partitions are not changed any more
     */
    <T> Rdd<T> parallelize(List<List<T>> partitions);

    /**
     * As {@link #parallelize(List)}.
     *
     * @param context whose settings hold, and which the dataset gives when it is asked
     */
    default <T> Rdd<T> parallelize(List<List<T>> partitions, @SuppressWarnings("unused") DatasetContext context) {
        return parallelize(partitions);
    }
}
