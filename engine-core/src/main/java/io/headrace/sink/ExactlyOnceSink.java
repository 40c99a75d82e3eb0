package io.headrace.sink;

import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Somewhere outside where each batch appears once, whatever crashes: it stores the id of a batch in the same step that makes the batch's
 * elements visible, and says at the next start which one was the last.
 *
 * <pre>
 *   open ─▶ lastCommitted ─▶ { begin ─▶ write, of each partition ─▶ commit }* ─▶ close
 *                                  └──────────────┴────────────┴─▶ abort, and begin again
 * </pre>
 *
 * <p>The engine gives it every batch in the order of the ids, one at a time, but those that it has already. What an
 * {@link IOException} says may pass: the batch is aborted and tried again, three times, and then fails the context. Every other
 * exception fails it at once.
 *
 * <p>A batch without elements may be forgotten: it need not become the last committed one.
 *
 * <p><b>Threading:</b> one thread at a time, but for {@link #write}, which several workers call at once, each for a partition of its own;
 * the engine publishes what happened before.
 *
 * @param <T> the type of the elements
 */
public interface ExactlyOnceSink<T> extends AutoCloseable {
    /** Gets ready, as the only writer; what an interrupted batch left is taken away or made whole. Called once. */
    void open(SinkContext context) throws IOException;

    /** The last batch whose elements are visible; null when there was none. It is asked at start and after a commit that threw. */
    @Nullable
    SinkBatch lastCommitted() throws IOException;

    /** A batch begins. Its id is greater than that of any batch that was committed. */
    void begin(SinkBatch batch) throws IOException;

    /**
     * The elements of one partition, in their order. Each partition comes once; one without elements may come or not.
     *
     * @param partition counts from 0, the same for the same data when the batch is run again
     */
    void write(int partition, Iterator<? extends T> elements) throws IOException;

    /** Makes all that was written since {@link #begin} visible, and the batch the last committed one, in one step. */
    void commit() throws IOException;

    /** Forgets what was written since {@link #begin}. It does nothing when no batch was begun. */
    void abort() throws IOException;

    /** Gives back what it holds. Called once after {@link #open}, also when that threw; a batch that was begun is lost. */
    @Override
    void close() throws IOException;
}
