package io.headrace.bench.words;

import io.headrace.StreamingContext;
import io.headrace.bench.fork.Task;

/** Waits until all passes of a task have come out of a context. <b>Threading:</b> no state. */
public final class Passes {
    private static final long LOOK_MILLIS = 5;

    private Passes() {}

    /** Returns when the task is over and everything that was begun has come out; throws what made the context fail. */
    public static void await(StreamingContext context, Task task) throws InterruptedException {
        while (!task.meter().isOver() || !task.isDone()) {
            if (context.awaitTerminationOrTimeout(LOOK_MILLIS))
                throw new IllegalStateException("the context has ended by itself");
        }
    }
}
