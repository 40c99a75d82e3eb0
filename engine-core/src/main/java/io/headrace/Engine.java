package io.headrace;

import io.headrace.plan.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program made ready to run by a {@link Backend}; all that a context needs of it. It starts once and stops once.
 *
 * <p><b>Threading:</b> {@link #start} by one thread; everything else by any.
 */
public interface Engine {
    /**
     * Runs the program until {@link #stop} or a failure. What was set up before an exception is taken down again.
     *
     * @throws Exception when the program cannot run: it says why, and what would help
     */
    void start() throws Exception;

    /**
     * Ends the program, and returns when its threads have ended and its memory is given back. Does nothing when it has ended
     * already, and when it was never started.
     *
     * @param graceful whether what was received is processed first, within the timeout
     */
    void stop(boolean graceful, Duration timeout);

    /**
     * Waits until the program has ended, by {@link #stop} or by itself.
     *
     * @param millis 0 only looks; negative waits for ever
     * @return whether it has
     */
    boolean awaitTermination(long millis) throws InterruptedException;

    /** Why it ended by itself; null as long as nothing has failed. */
    @Nullable
    Throwable failure();

    /** What a stop left; null before it, and when the engine does not tell. */
    default @Nullable StopReport stopReport() {
        return null;
    }

    /** What may be looked at while it runs; null when it has not been started, or shows nothing. */
    default @Nullable Inspection inspection() {
        return null;
    }

    /** The file in which it counts, which {@code CountersReader} reads; null when it has not been started, or does not count. */
    default @Nullable Path counters() {
        return null;
    }

    /** Who runs the program, in words: cores, memory, log. The context says before what the program is. */
    String explain();

    /**
     * A stream's datasets of the batch under way and of those before it that are remembered, oldest first, as outputs are given them;
     * batches for which it has none are left out. Called from within an output or a {@code transform}.
     *
     * @throws StreamingException when data of that time was released
     */
    default List<Object> remembered(Node node, long fromMillis, long toMillis) {
        throw new StreamingException("this engine keeps no batches that are over");
    }

    /** The latest records that could not be taken, oldest first. */
    List<Reject> rejects();

    /** The latest records that were set aside because their processing threw, oldest first. */
    List<DeadLetter> deadLetters();
}
