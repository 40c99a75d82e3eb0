package io.headrace;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For the engine: what accumulators were given and have not counted yet.
 *
 * <pre>
 *   a task adds ──▶ its updates ──▶ those of the tasks, in their order ──▶ the accumulators
 *       fails: forgotten               of a batch's stages: held until all of them have succeeded
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time; handed over by whoever waits for the task.
 */
public final class TaskUpdates {
    private static final ThreadLocal<@Nullable TaskUpdates> OF_TASK = new ThreadLocal<>();
    private static final ThreadLocal<TaskUpdates> HELD = ThreadLocal.withInitial(TaskUpdates::new);

    private final Map<AccumulatorV2<?, ?>, AccumulatorV2<?, ?>> parts = new LinkedHashMap<>();

    private boolean holds;

    private TaskUpdates() {}

    /** To collect those of several tasks in. */
    public static TaskUpdates none() {
        return new TaskUpdates();
    }

    /** What a later task has added, if anything. */
    public void add(@Nullable TaskUpdates later) {
        if (later == null) return;
        for (Map.Entry<AccumulatorV2<?, ?>, AccumulatorV2<?, ?>> part : later.parts.entrySet())
            of(part.getKey()).merge(part.getValue());
    }

    /** Those of the task that this thread runs. */
    static TaskUpdates ofTask() {
        TaskUpdates known = OF_TASK.get();
        if (known != null) return known;
        TaskUpdates made = new TaskUpdates();
        OF_TASK.set(made);
        return made;
    }

    @SuppressWarnings("unchecked") // the part is of its accumulator's kind
    <I, O> AccumulatorV2<I, O> of(AccumulatorV2<I, O> accumulator) {
        return (AccumulatorV2<I, O>) parts.computeIfAbsent(accumulator, AccumulatorV2::part);
    }

    /** What the task of this thread has added; null when nothing. It is the caller's from now on. */
    public static @Nullable TaskUpdates takeOfTask() {
        TaskUpdates made = OF_TASK.get();
        if (made != null) OF_TASK.remove();
        return made;
    }

    /** The tasks have succeeded: counts what this one added, or keeps it while the calling thread holds what is added. */
    public void apply() {
        if (parts.isEmpty()) return;
        TaskUpdates held = HELD.get();
        for (Map.Entry<AccumulatorV2<?, ?>, AccumulatorV2<?, ?>> part : parts.entrySet()) {
            AccumulatorV2<?, ?> into = held.holds ? held.of(part.getKey()) : part.getKey();
            into.merge(part.getValue());
        }
    }

    /** The calling thread begins an evaluation that counts as a whole: forgets what it holds of one before. */
    public static void hold() {
        TaskUpdates held = HELD.get();
        held.parts.clear();
        held.holds = true;
    }

    /**
     * That evaluation is over.
     *
     * @param counts whether it has succeeded; else what it added is forgotten
     */
    public static void endHold(boolean counts) {
        TaskUpdates held = HELD.get();
        held.holds = false;
        if (counts) held.apply();
        held.parts.clear();
    }
}
