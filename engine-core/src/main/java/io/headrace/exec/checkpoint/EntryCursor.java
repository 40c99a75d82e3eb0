package io.headrace.exec.checkpoint;

import java.io.IOException;

/**
 * Goes through entries by ascending key, each key once: what a segment, the changes since the last one, or a merge of these holds. Keys and
 * values are laid out as {@link FoldedEntry} says; they are valid until the next step.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
interface EntryCursor extends AutoCloseable {
    /** Steps to the next entry; false behind the last one. */
    boolean next() throws IOException;

    long keyAddress();

    int keyLength();

    long valueAddress();

    int valueLength();

    @Override
    void close() throws IOException;
}
