package io.headrace;

import java.nio.file.Path;

/**
 * Is told when a context's program runs and when it has ended: for what looks at a program from beside it, as metrics do. It costs the
 * program nothing while it runs.
 *
 * <p><b>Threading:</b> called by the threads that start and stop the context, one at a time. An exception is written to the log and
 * changes nothing else.
 */
public interface ContextObserver {
    /**
     * The program runs.
     *
     * @param counters the file in which it counts, which {@code CountersReader} reads; it may be gone when the program has ended
     */
    void started(Path counters);

    /** The context was stopped. Called once, and only after {@link #started}. */
    void stopped();
}
