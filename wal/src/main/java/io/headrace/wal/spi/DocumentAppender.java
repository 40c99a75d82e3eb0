package io.headrace.wal.spi;

import java.io.IOException;

/**
 * Appends documents to the rolls of one incarnation. A document becomes visible at {@link #commit}, as a whole.
 *
 * <p><b>Threading:</b> one thread at a time; the log sees to it. {@link #releaseFinished} by any.
 */
public interface DocumentAppender extends AutoCloseable {
    /**
     * Continues in the roll with this ordinal, whose reserved file lies in place. The file before is finished with the
     * next {@link #begin}.
     */
    void startRoll(long ordinal);

    /**
     * Opens a document of {@code length} bytes.
     *
     * @return the address where those bytes go
     */
    long begin(int length);

    /** Where the open document begins in its file: its length word. */
    long offset();

    /**
     * Copies bytes into the open document.
     *
     * @param to an address within what {@link #begin} answered
     * @param from where the bytes are
     * @throws IOException when the file does not take them; the document is to be rolled back then
     */
    void put(long to, long from, int length) throws IOException;

    /** Publishes the open document. */
    void commit();

    /** Takes the open document back, as if it had never been begun. */
    void rollback();

    /** Gives back the mappings of finished rolls, which takes milliseconds. By any thread. */
    void releaseFinished();

    /** Closes files and mappings. */
    @Override
    void close();
}
