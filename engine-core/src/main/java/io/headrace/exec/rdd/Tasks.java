package io.headrace.exec.rdd;

import io.headrace.DatasetContext;
import io.headrace.StreamingException;
import io.headrace.TaskContext;
import io.headrace.TaskUpdates;
import io.headrace.exec.data.PushEnded;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.Owned;
import io.headrace.exec.spill.SpillScope;
import io.headrace.exec.work.StageTimes;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import io.headrace.memory.table.KeyGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs what actions ask for: on the workers, partition by partition, or on the calling thread.
 *
 * <p><b>Threading:</b> the thread that calls an action.
 */
final class Tasks {
    /** What is done with one partition. */
    @FunctionalInterface
    interface Body<R> {
        R run(Rows rows, int partition, Worker worker) throws Exception;
    }

    /** What is done for one of several numbers. */
    @FunctionalInterface
    interface Numbered<R> {
        R run(int number) throws Exception;
    }

    private final TaskRunner runner;
    private final @Nullable Worker here;
    private final int defaultPartitions;
    private final KeyGroups groups;
    private final @Nullable DatasetContext context;
    private final SpillScope scope;

    /**
     * Tasks that a runner runs.
     *
     * @param here the calling thread as a worker; null for rows that need none
     * @param context that the data belongs to; null where nobody asks for it
     * @param scope of what operations hold
     */
    Tasks(
            TaskRunner runner,
            @Nullable Worker here,
            int defaultPartitions,
            KeyGroups groups,
            @Nullable DatasetContext context,
            SpillScope scope) {
        this.runner = runner;
        this.here = here;
        this.defaultPartitions = defaultPartitions;
        this.groups = groups;
        this.context = context;
        this.scope = scope;
    }

    /** These, with what operations hold ending with another scope. */
    Tasks in(SpillScope other) {
        return new Tasks(runner, here, defaultPartitions, groups, context, other);
    }

    /** Ends with the data: what operations hold of it goes there. */
    SpillScope scope() {
        return scope;
    }

    /** These, or those of the other dataset when these cannot read the engine's data. */
    Tasks with(Tasks other) {
        if (here != null && other.here != null && context != other.context)
            throw new StreamingException("data of two contexts cannot be put together, for each has workers of its own:"
                    + " collect() one of them, and parallelize it in the context of the other");
        return here == null ? other : this;
    }

    /** See {@link TaskRunner#measure}. */
    void measure(StageTimes into) {
        runner.measure(into);
    }

    /** Of results for which the program names no number. */
    int defaultPartitions() {
        return defaultPartitions;
    }

    KeyGroups groups() {
        return groups;
    }

    DatasetContext context() {
        if (context == null) throw new StreamingException("this data belongs to no context");
        return context;
    }

    /** Refuses an action within another one. */
    static void checkOutside(String word) {
        if (TaskContext.isInside())
            throw new StreamingException(word + "() was called by a function that is itself run for the elements of a"
                    + " dataset: a nested action would wait for the workers that wait for it; call it before, and use"
                    + " its result in the function");
    }

    /** Runs an action; whatever goes wrong is thrown unchecked. */
    static <R> R action(String word, Callable<R> body) {
        checkOutside(word);
        try {
            return body.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamingException(word + "() was interrupted", e);
        } catch (Exception e) {
            throw new StreamingException(word + "() failed: " + e.getMessage(), e);
        }
    }

    /** Runs the body for each partition of rows that are prepared; the results are in the order of the partitions. */
    <R> List<R> each(Rows rows, Body<R> body) throws Exception {
        int partitions = rows.partitions();
        return run(partitions, (partition, worker) -> body.run(rows, partition, worker));
    }

    /** Runs the body for each number below this. */
    <R> List<R> times(int count, Numbered<R> body) throws Exception {
        return run(count, (number, worker) -> body.run(number));
    }

    private interface Task<R> {
        R run(int task, Worker worker) throws Exception;
    }

    private <R> List<R> run(int count, Task<R> body) throws Exception {
        List<@Nullable R> results = new ArrayList<>();
        for (int i = 0; i < count; i++) results.add(null);
        if (count > 0) runner.run(new Running<>(count, body, results));
        return filled(results);
    }

    @SuppressWarnings("NullAway") // every task has put its result
    private static <R> List<R> filled(List<@Nullable R> results) {
        return results;
    }

    /** Each task sets an element of its own; that all have ended publishes them. */
    private record Running<R>(int tasks, Task<R> body, List<@Nullable R> results) implements TaskSet {
        @Override
        public void run(int task, Worker worker) throws Exception {
            TaskContext.enterPartition(task);
            try {
                results.set(task, body.run(task, worker));
            } finally {
                TaskContext.leavePartition();
            }
        }
    }

    /** Pushes on the calling thread, partition by partition, until the sink has had enough. */
    void here(Rows rows, Sink sink) throws Exception {
        int partitions = rows.partitions();
        Worker worker = here == null ? new Worker(0, 0) : here;
        try {
            for (int i = 0; i < partitions; i++) {
                TaskContext.enterPartition(i);
                rows.push(i, sink, worker);
            }
            count();
        } catch (PushEnded e) {
            count(); // it ended as the sink wanted
        } finally {
            TaskContext.leavePartition();
            forget();
        }
    }

    /** Pushes one partition on the calling thread. */
    List<Object> partition(Rows rows, int partition) throws Exception {
        Worker worker = here == null ? new Worker(0, 0) : here;
        TaskContext.enterPartition(partition);
        try {
            List<Object> list = ownedOf(rows, partition, worker);
            count();
            return list;
        } finally {
            TaskContext.leavePartition();
            forget();
        }
    }

    private static void count() {
        TaskUpdates made = TaskUpdates.takeOfTask();
        if (made != null) made.apply();
    }

    /** What a failed computation added to accumulators does not count. */
    private static void forget() {
        TaskUpdates unused = TaskUpdates.takeOfTask();
    }

    /** Rows that the caller of an action keeps. */
    @SuppressWarnings("NullAway") // it does not see that rows may be null
    private List<Object> ownedOf(Rows rows, int partition, Worker worker) throws Exception {
        List<Object> list = rowsOf(rows, partition, worker);
        if (scope.space().writtenBytes() > 0) list.replaceAll(Owned::of);
        return list;
    }

    List<List<Object>> collect(Rows rows) throws Exception {
        return each(rows, this::ownedOf);
    }

    @SuppressWarnings("NullAway") // it does not see that rows may be null
    static List<Object> rowsOf(Rows rows, int partition, Worker worker) throws Exception {
        List<Object> list = new ArrayList<>();
        rows.push(partition, list::add, worker);
        return list;
    }

    List<List<Object>> emptyLists(int count) {
        List<List<Object>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) lists.add(new ArrayList<>());
        return lists;
    }
}
